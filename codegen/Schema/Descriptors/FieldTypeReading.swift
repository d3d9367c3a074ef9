internal import CDescriptors

extension FieldReader {
    /// The type that a field's descriptor names.
    func type(of field: CField, at position: SourcePosition) throws(SchemaError) -> FieldType {
        if let scalar = Self.scalarTypes[field.type.rawValue] { return scalar }
        let name = withoutLeadingDot(textOrEmpty(field.type_name))
        switch field.type {
        case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_MESSAGE,
            GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_GROUP:
            return .message(name)
        case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_ENUM:
            return .enumeration(name)
        default:
            let field = "\(scope).\(textOrEmpty(field.name))"
            throw SchemaError(at: position, "field \(field) has a type that descriptor.proto does not list")
        }
    }

    /// By `FieldDescriptorProto.Type`.
    private static let scalarTypes: [UInt32: FieldType] = [
        1: .double, 2: .float, 3: .int64, 4: .uint64, 5: .int32, 6: .fixed64, 7: .fixed32, 8: .bool, 9: .string,
        12: .bytes, 13: .uint32, 15: .sfixed32, 16: .sfixed64, 17: .sint32, 18: .sint64,
    ]
}
