extension MessageDescriptor {
    /// The field that text format calls so: by its name or, like proto2's groups, by that of its type.
    func field(textName name: String) -> FieldDescriptor? {
        if let field = field(named: name) { return field }
        guard let group = field(named: name.lowercased()), group.isGroupLike else { return nil }
        return group.messageType?.name == name ? group : nil
    }

    /// Whether the schema says that there was such a field, so that old text may have it.
    func isReserved(_ name: String) -> Bool { record.proto.reservedName.contains(name) }

    var isAny: Bool { anyFields != nil }

    /// The fields of `google.protobuf.Any`; nil for every other message.
    var anyFields: (typeURL: FieldDescriptor, value: FieldDescriptor)? {
        guard fullName == "google.protobuf.Any", let url = field(number: 1), url.kind == .string, !url.isRepeated,
            let value = field(number: 2), value.kind == .bytes, !value.isRepeated
        else { return nil }
        return (url, value)
    }
}

extension FieldDescriptor {
    /// What text format calls the field.
    var textName: String {
        if isExtension { return "[\(messageSetName ?? fullName)]" }
        return isGroupLike ? messageType?.name ?? name : name
    }

    /// The items of a message set go by the name of their type when they are declared in it.
    private var messageSetName: String? {
        guard containingMessage.isMessageSet, let type = messageType, extensionScope == type else { return nil }
        return type.fullName
    }
}

extension DescriptorPool {
    /// The extension that text format calls so.
    func `extension`(textName name: String, of message: MessageDescriptor) -> FieldDescriptor? {
        if let field = self.extension(named: name) { return field.containingMessage == message ? field : nil }
        guard message.isMessageSet, let type = self.message(named: name) else { return nil }
        return type.nestedExtensions.first { $0.containingMessage == message && $0.messageType == type }
    }
}
