/// The third round: what follows once all types are known.
extension FileLinker {
    mutating func finish() throws(DescriptorError) {
        for index in declarations.messages.indices where declarations.messages[index].isMapEntry {
            try checkMapEntry(declarations.messages[index])
        }
        for index in declarations.fields.indices { try finishField(index) }
        for index in declarations.messages.indices {
            let numbers = declarations.fields
            declarations.messages[index].fieldsInOrder.append(
                contentsOf: declarations.messages[index].fields.sorted { numbers[$0].number < numbers[$1].number })
        }
        for index in declarations.oneofs.indices { try finishOneof(index) }
    }

    private mutating func finishOneof(_ index: Int) throws(DescriptorError) {
        let oneof = declarations.oneofs[index]
        let numbers = oneof.fields.map { declarations.fields[$0].number }
        guard let first = numbers.min(), let last = numbers.max() else {
            throw error(oneof.fullName, "a oneof needs a field")
        }
        guard !oneof.isSynthetic || numbers.count == 1 else {
            throw error(oneof.fullName, "the oneof of an optional field has that field alone")
        }
        declarations.oneofs[index].numbers = first...last
    }

    private func checkMapEntry(_ entry: MessageRecord) throws(DescriptorError) {
        let fields = entry.fields.map { declarations.fields[$0] }
        let isEntry =
            fields.count == 2 && entry.oneofs.isEmpty && entry.parent != nil
            && fields.allSatisfy { $0.cardinality == .optional }
            && fields[0].number == 1 && fields[0].kind.isMapKey && fields[1].number == 2
        guard isEntry else { throw error(entry.fullName, "a map's entry has a key and a value and nothing else") }
    }

    private mutating func finishField(_ index: Int) throws(DescriptorError) {
        var field = declarations.fields[index]
        let message = field.type.flatMap { type in
            field.kind == .message ? type.store?.messages[type.index] ?? declarations.messages[type.index] : nil
        }
        try checkNumber(field)
        if let message, message.isMapEntry {
            guard field.type?.store == nil, message.parent == field.containing.index, !field.isExtension,
                field.cardinality == .repeated
            else { throw error(field.fullName, "only a repeated field of the message around it has a map's entries") }
            field.isMap = true
            // Entries have a length, whatever the schema says of other messages.
            field.features.messageEncoding = .lengthPrefixed
        }
        let isInEntry = !field.isExtension && declarations.messages[field.containing.index].isMapEntry
        if isInEntry { field.features.messageEncoding = .lengthPrefixed }
        field.hasPresence =
            field.cardinality != .repeated
            && (field.kind == .message || field.oneof != nil || field.isExtension
                || field.features.fieldPresence != .implicit)
        field.isPacked =
            field.cardinality == .repeated && field.kind.isPackable
            && field.features.repeatedFieldEncoding == .packed
        if let message { field.isGroupLike = isGroupLike(field, message) }
        field.defaultValue = try defaultValue(of: field)
        declarations.fields[index] = field
    }

    private func checkNumber(_ field: FieldRecord) throws(DescriptorError) {
        let isInSet = field.isExtension && extendee(of: field).isMessageSet
        guard field.number < 1 << 29 || isInSet else {
            throw error(field.fullName, "\(field.number) is no field number")
        }
        if isInSet, field.kind != .message || field.cardinality != .optional {
            throw error(field.fullName, "the items of a message set are single messages")
        }
        if !field.isExtension, declarations.messages[field.containing.index].isMessageSet {
            throw error(field.fullName, "a message set has no fields of its own")
        }
    }

    private func extendee(of field: FieldRecord) -> MessageRecord {
        field.containing.store?.messages[field.containing.index] ?? declarations.messages[field.containing.index]
    }

    /// proto2's `group Name` declares a message `Name` and a field `name` side by side.
    private func isGroupLike(_ field: FieldRecord, _ message: MessageRecord) -> Bool {
        guard field.features.messageEncoding == .delimited, field.type?.store == nil else { return false }
        let scope = field.isExtension ? field.scope : field.containing.index
        return message.name.lowercased() == field.name && message.parent == scope
    }
}
