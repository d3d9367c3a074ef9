internal import MartletProtobuf

extension JSONMessageDecoder {
    /// The key that says of which type an `Any` is, at any place among the others.
    static let typeKey = "@type"
    /// The key of the content when its type has a JSON form of its own.
    static let valueKey = "value"

    func any(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        try expect(.object, "an object", index)
        let keys = document.children(of: index)
        guard let typeKey = keys.first(where: { document.string($0) == Self.typeKey }) else {
            if document.next(index) == index + 1 { return DynamicMessage(type) }
            throw failure(.invalidAny("expected the key \"@type\" of a google.protobuf.Any"), index)
        }
        let urlIndex = document.value(ofKey: typeKey)
        let url = try string(urlIndex)
        guard let name = typeName(ofURL: url) else {
            throw failure(.invalidAny("expected a URL that ends with a slash and the name of a type"), urlIndex)
        }
        guard let contentType = pool?.message(named: name) else {
            throw failure(.unknownType(quotedName(url)), urlIndex)
        }
        let content = try anyContent(contentType, index)
        let bytes = try encoded(content, index)
        return try message(
            type, index, (WellKnownField.typeURL, .string(url)), (WellKnownField.anyValue, .bytes(bytes)))
    }

    private func anyContent(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        guard wellKnownTypes[type] != nil else { return try object(type, index, isInAny: true) }
        var content: DynamicMessage?
        for key in document.children(of: index) {
            switch document.string(key) {
            case Self.typeKey: continue
            case Self.valueKey: content = try message(type, document.value(ofKey: key))
            case let name:
                if !options.ignoreUnknownFields { throw failure(.unknownField(quotedName(name)), key) }
            }
        }
        guard let content else {
            throw failure(.invalidAny("expected the key \"value\" beside \"@type\" of \(type.fullName)"), index)
        }
        return content
    }

    private func encoded(_ message: DynamicMessage, _ index: Int) throws(JSONFailure) -> Bytes {
        do {
            // Required fields have been looked for where the object is.
            return Bytes(try message.encoded(options: EncodingOptions(deterministic: true, allowPartial: true)))
        } catch {
            throw failure(.invalidAny("\(error)"), index)
        }
    }
}
