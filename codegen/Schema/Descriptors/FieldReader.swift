internal import CDescriptors

/// Turns field descriptors of one message into `FieldSchema` values.
struct FieldReader {
    /// A declared oneof and the features that its fields inherit.
    struct Oneof {
        var schema: OneofSchema
        var features: Features
    }

    let source: SourceIndex
    /// Full name of the message (or the package) that declares the fields.
    let scope: String
    /// All oneofs of the message in descriptor order, made-up ones included.
    let oneofs: [Oneof]
    /// The message's map entries by full name.
    let mapEntries: [String: CMessage]

    func read(_ field: CField, at path: [Int32], _ inherited: Features) throws(SchemaError) -> FieldSchema {
        let name = textOrEmpty(field.name)
        let position = source.position(path)
        let oneof = try oneof(of: field, at: position)
        let features = (oneof?.features ?? inherited)
            .withLegacySyntax(of: field).overridden(by: field.options?.pointee.features)
        let type = try type(of: field, at: position)
        var result = FieldSchema(
            name: name, fullName: qualified(name, in: scope), number: field.number, type: type, cardinality:
                try cardinality(of: field, type, oneof: oneof != nil, features, at: position))
        if case .map(_, let value) = result.cardinality { result.type = value }
        result.jsonName = text(field.json_name) ?? name
        result.oneof = field.proto3_optional != 0 ? nil : oneof?.schema.name
        result.validatesUTF8 = features.utf8Validation == .verify
        result.isDelimited = isDelimited(result, features)
        if let value = text(field.default_value) {
            result.defaultValue = try DefaultValue(parsing: value, as: type, at: position)
        }
        if let options = field.options?.pointee {
            result.isDeprecated = options.deprecated != 0
            result.isRedacted = options.debug_redact != 0
            result.customOptions = CustomOption.all(of: options.base)
        }
        result.comments = source.comments(path)
        result.position = position
        return result
    }

    private func oneof(of field: CField, at position: SourcePosition) throws(SchemaError) -> Oneof? {
        guard field.has_oneof_index != 0 else { return nil }
        guard oneofs.indices.contains(Int(field.oneof_index)) else {
            throw SchemaError(at: position, "field \(scope).\(textOrEmpty(field.name)) is in a oneof that isn't there")
        }
        return oneofs[Int(field.oneof_index)]
    }

    private func cardinality(
        of field: CField, _ type: FieldType, oneof: Bool, _ features: Features, at position: SourcePosition
    ) throws(SchemaError) -> FieldSchema.Cardinality {
        guard field.label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REPEATED else {
            return .singular(presence(of: field, type, oneof: oneof, features))
        }
        if case .message(let name) = type, let entry = mapEntries[name] {
            return try mapCardinality(entry, at: position)
        }
        return .repeated(packed: type.isPackable && features.repeatedFieldEncoding == .packed)
    }

    private func mapCardinality(
        _ entry: CMessage, at position: SourcePosition
    ) throws(SchemaError) -> FieldSchema.Cardinality {
        let fields = elements(entry.field, entry.n_field)
        guard let key = fields.first(where: { $0.pointee.number == 1 }),
            let value = fields.first(where: { $0.pointee.number == 2 })
        else { throw SchemaError(at: position, "map entry \(textOrEmpty(entry.name)) lacks its key or value") }
        return .map(key: try type(of: key.pointee, at: position), value: try type(of: value.pointee, at: position))
    }

    private func presence(
        of field: CField, _ type: FieldType, oneof: Bool, _ features: Features
    ) -> FieldSchema.Presence {
        if features.fieldPresence == .legacyRequired { return .required }
        let isExtension = field.extendee != nil
        if case .message = type { return .explicit }
        return oneof || isExtension || features.fieldPresence == .explicit ? .explicit : .implicit
    }

    /// Maps and their values always stand behind a length, whatever the file's features say.
    private func isDelimited(_ field: FieldSchema, _ features: Features) -> Bool {
        guard case .message = field.type, features.messageEncoding == .delimited else { return false }
        if case .map = field.cardinality { return false }
        return true
    }
}
