extension DynamicMessage {
    /// Path of the first field that the schema requires and that is missing in this message or below, such as
    /// `items[3].id`; nil when all are there.
    public var missingRequiredField: String? {
        if descriptor.hasRequiredFields {
            for field in descriptor.fieldsInNumberOrder where field.isRequired && !has(field) { return field.name }
        }
        for entry in entries {
            if let missing = entry.missingRequiredField { return missing }
        }
        return nil
    }
}

extension DynamicMessage.Entry {
    fileprivate var missingRequiredField: String? {
        switch value {
        case .message(let message):
            if let missing = message.missingRequiredField { return "\(field.pathName).\(missing)" }
        case .list(let values):
            for (index, value) in values.enumerated() {
                guard case .message(let message) = value else { return nil }
                if let missing = message.missingRequiredField { return "\(field.pathName)[\(index)].\(missing)" }
            }
        case .map(let entries):
            for (key, value) in entries {
                guard case .message(let message) = value else { return nil }
                if let missing = message.missingRequiredField { return "\(field.pathName)[\(key.text)].\(missing)" }
            }
        default:
            break
        }
        return nil
    }
}

extension DynamicMapKey {
    /// The key alone, without quotes.
    fileprivate var text: String {
        switch self {
        case .bool(let value): "\(value)"
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .uint32(let value): "\(value)"
        case .uint64(let value): "\(value)"
        case .string(let value): value
        }
    }
}
