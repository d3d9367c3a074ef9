internal import CDescriptors

/// Turns message descriptors into `MessageSchema` values.
struct MessageReader {
    let source: SourceIndex

    func read(
        _ message: CMessage, in scope: String, at path: [Int32], _ inherited: Features
    ) throws(SchemaError) -> MessageSchema {
        let name = textOrEmpty(message.name)
        let fullName = qualified(name, in: scope)
        var result = MessageSchema(name: name, fullName: fullName, position: source.position(path))
        result.comments = source.comments(path)
        result.features = inherited
        if let options = message.options?.pointee {
            result.features = inherited.overridden(by: options.features)
            result.isDeprecated = options.deprecated != 0
            result.usesMessageSetFormat = options.message_set_wire_format != 0
            result.customOptions = CustomOption.all(of: options.base)
        }
        result.extensionRanges = elements(message.extension_range, message.n_extension_range).compactMap { range in
            let (start, end) = (range.pointee.start, range.pointee.end)
            return start <= end ? start..<end : nil
        }
        try readFields(of: message, into: &result, at: path)
        try readNested(of: message, into: &result, at: path)
        return result
    }

    private func readFields(
        of message: CMessage, into result: inout MessageSchema, at path: [Int32]
    ) throws(SchemaError) {
        let oneofs = readOneofs(of: message, fullName: result.fullName, at: path, result.features)
        let reader = FieldReader(
            source: source, scope: result.fullName, oneofs: oneofs,
            mapEntries: mapEntries(of: message, fullName: result.fullName))
        for (index, field) in elements(message.field, message.n_field).enumerated() {
            let path = path + [SourcePath.messageField, Int32(index)]
            result.fields.append(try reader.read(field.pointee, at: path, result.features))
        }
        // A oneof without a field is one that protoc made up for a proto3 `optional`.
        let used = Set(result.fields.compactMap(\.oneof))
        result.oneofs = oneofs.map(\.schema).filter { used.contains($0.name) }
    }

    private func readOneofs(
        of message: CMessage, fullName: String, at path: [Int32], _ inherited: Features
    ) -> [FieldReader.Oneof] {
        elements(message.oneof_decl, message.n_oneof_decl).enumerated().map { index, oneof in
            let path = path + [SourcePath.messageOneof, Int32(index)]
            let name = textOrEmpty(oneof.pointee.name)
            var schema = OneofSchema(
                name: name, fullName: qualified(name, in: fullName), position: source.position(path))
            schema.comments = source.comments(path)
            let options = oneof.pointee.options?.pointee
            schema.customOptions = CustomOption.all(of: options?.base)
            return FieldReader.Oneof(schema: schema, features: inherited.overridden(by: options?.features))
        }
    }

    private func readNested(
        of message: CMessage, into result: inout MessageSchema, at path: [Int32]
    ) throws(SchemaError) {
        for (index, nested) in elements(message.nested_type, message.n_nested_type).enumerated() {
            guard !isMapEntry(nested.pointee) else { continue }
            let path = path + [SourcePath.messageNested, Int32(index)]
            result.messages.append(try read(nested.pointee, in: result.fullName, at: path, result.features))
        }
        for (index, nested) in elements(message.enum_type, message.n_enum_type).enumerated() {
            let path = path + [SourcePath.messageEnum, Int32(index)]
            let reader = EnumReader(source: source)
            result.enums.append(reader.read(nested.pointee, in: result.fullName, at: path, result.features))
        }
        for (index, field) in elements(message.extension, message.n_extension).enumerated() {
            let path = path + [SourcePath.messageExtension, Int32(index)]
            let reader = FieldReader(source: source, scope: result.fullName, oneofs: [], mapEntries: [:])
            result.extensions.append(
                ExtensionSchema(
                    extendee: withoutLeadingDot(textOrEmpty(field.pointee.extendee)),
                    field: try reader.read(field.pointee, at: path, result.features)))
        }
    }

    private func isMapEntry(_ message: CMessage) -> Bool {
        message.options?.pointee.map_entry ?? 0 != 0
    }

    private func mapEntries(of message: CMessage, fullName: String) -> [String: CMessage] {
        let entries = elements(message.nested_type, message.n_nested_type).map(\.pointee).filter(isMapEntry)
        let named = entries.map { (qualified(textOrEmpty($0.name), in: fullName), $0) }
        return Dictionary(named) { first, _ in first }
    }
}
