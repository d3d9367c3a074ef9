internal import CDescriptors

extension Features {
    /// These features with what a declaration sets itself. Values of later editions are ignored, as unset ones are.
    func overridden(by own: UnsafeMutablePointer<CFeatures>?) -> Features {
        guard let own = own?.pointee else { return self }
        var result = self
        if own.has_field_presence != 0 {
            result.fieldPresence = FieldPresence(rawValue: own.field_presence.rawValue) ?? fieldPresence
        }
        if own.has_enum_type != 0 {
            result.enumType = EnumType(rawValue: own.enum_type.rawValue) ?? enumType
        }
        if own.has_repeated_field_encoding != 0 {
            result.repeatedFieldEncoding =
                RepeatedFieldEncoding(rawValue: own.repeated_field_encoding.rawValue) ?? repeatedFieldEncoding
        }
        if own.has_utf8_validation != 0 {
            result.utf8Validation = UTF8Validation(rawValue: own.utf8_validation.rawValue) ?? utf8Validation
        }
        if own.has_message_encoding != 0 {
            result.messageEncoding = MessageEncoding(rawValue: own.message_encoding.rawValue) ?? messageEncoding
        }
        if own.has_json_format != 0 {
            result.jsonFormat = JSONFormat(rawValue: own.json_format.rawValue) ?? jsonFormat
        }
        return result
    }

    /// Turns the ways in which proto2 and proto3 fields say it into features.
    func withLegacySyntax(of field: CField) -> Features {
        var result = self
        if field.label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REQUIRED {
            result.fieldPresence = .legacyRequired
        }
        if field.proto3_optional != 0 { result.fieldPresence = .explicit }
        if field.type == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_GROUP {
            result.messageEncoding = .delimited
        }
        if let options = field.options?.pointee, options.has_packed != 0 {
            result.repeatedFieldEncoding = options.packed != 0 ? .packed : .expanded
        }
        return result
    }
}
