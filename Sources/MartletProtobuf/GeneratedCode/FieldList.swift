extension FieldInfo {
    /// The fields of a message, from what generated code says of them: a line for each, in order of the numbers.
    ///
    ///     1 name string
    ///     2 tags string repeated
    ///     3 secret bytes redacted
    ///     4 limits map string message
    ///
    /// `messages` and `enums` are the types that lines with `message` or `group`, and those with `enum`, speak of.
    /// One string is read when somebody first asks; values for each field would be code in every message.
    public static func list(
        _ lines: String, messages: [any Message.Type] = [], enums: [any ProtobufEnum.Type] = []
    ) -> [FieldInfo] {
        var types = Types(messages: messages[...], enums: enums[...])
        return lines.split(separator: "\n").compactMap { FieldInfo($0.split(separator: " ")[...], &types) }
    }

    /// What is left of the types.
    private struct Types {
        var messages: ArraySlice<any Message.Type>
        var enums: ArraySlice<any ProtobufEnum.Type>
    }

    private init?(_ line: ArraySlice<Substring>, _ types: inout Types) {
        var words = line
        guard let number = words.popFirst().flatMap({ Int32($0) }), let name = words.popFirst(),
            let type = Self.type(&words, &types)
        else { return nil }
        self.init(
            number, String(name), type, repeated: words.contains("repeated"), redacted: words.contains("redacted"))
    }

    private static func type(_ words: inout ArraySlice<Substring>, _ types: inout Types) -> FieldType? {
        switch words.popFirst() {
        case "message": types.messages.popFirst().map { .message($0) }
        case "group": types.messages.popFirst().map { .group($0) }
        case "enum": types.enums.popFirst().map { .enum($0) }
        case "map":
            if let key = type(&words, &types), let value = type(&words, &types) { .map(key, value) } else { nil }
        case let word?: scalars[String(word)]
        case nil: nil
        }
    }

    private static let scalars: [String: FieldType] = [
        "int32": .int32, "int64": .int64, "uint32": .uint32, "uint64": .uint64, "sint32": .sint32, "sint64": .sint64,
        "bool": .bool, "fixed32": .fixed32, "sfixed32": .sfixed32, "float": .float, "fixed64": .fixed64,
        "sfixed64": .sfixed64, "double": .double, "string": .string, "bytes": .bytes,
    ]
}
