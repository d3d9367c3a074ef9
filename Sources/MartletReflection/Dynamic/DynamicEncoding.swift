internal import MartletProtobuf

/// Tells an encoder the fields of a message, in the same order in both passes.
struct DynamicEncoding: EncodableFields {
    let message: DynamicMessage
    let isDeterministic: Bool

    var encodedName: String { message.descriptor.fullName }

    func encode(into encoder: inout some NestingEncoder & ~Copyable) {
        encode(message, into: &encoder)
    }

    private func encode(_ message: DynamicMessage, into encoder: inout some NestingEncoder & ~Copyable) {
        let isMessageSet = message.descriptor.isMessageSet
        for entry in message.entries {
            if isMessageSet, case .message(let item) = entry.value {
                encode(item, number: entry.number, inSet: &encoder)
            } else {
                encode(entry.value, entry.field, entry.number, into: &encoder)
            }
        }
        encoder.unknown(message.unknownFields)
    }

    private func encode(
        _ item: DynamicMessage, number: Int, inSet encoder: inout some NestingEncoder & ~Copyable
    ) {
        encoder.group(MessageSetItem.number) { encoder in
            encoder.optional(MessageSetItem.typeNumber, UInt32(truncatingIfNeeded: number), .uint32)
            encoder.nested(MessageSetItem.messageNumber) { encode(item, into: &$0) }
        }
    }

    private func encode(
        _ value: DynamicValue, _ field: FieldDescriptor, _ number: Int,
        into encoder: inout some NestingEncoder & ~Copyable
    ) {
        switch value {
        case .list(let values):
            if field.isPacked {
                encodePacked(values, field.kind, number, into: &encoder)
            } else {
                for value in values { encode(value, field, number, into: &encoder) }
            }
        case .map(let entries):
            encode(entries, field, number, into: &encoder)
        case .message(let nested):
            if field.isDelimited {
                encoder.group(number) { encode(nested, into: &$0) }
            } else {
                encoder.nested(number) { encode(nested, into: &$0) }
            }
        default:
            encodeScalar(value, field.kind, number, into: &encoder)
        }
    }

    private func encode(
        _ entries: [DynamicMapKey: DynamicValue], _ field: FieldDescriptor, _ number: Int,
        into encoder: inout some NestingEncoder & ~Copyable
    ) {
        guard let keyField = field.mapKey, let valueField = field.mapValue else { return }
        func encode(_ key: DynamicMapKey, _ value: DynamicValue, into encoder: inout some NestingEncoder & ~Copyable) {
            encoder.nested(number) { encoder in
                self.encode(key.value, keyField, 1, into: &encoder)
                self.encode(value, valueField, 2, into: &encoder)
            }
        }
        if isDeterministic {
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) { encode(key, value, into: &encoder) }
        } else {
            for (key, value) in entries { encode(key, value, into: &encoder) }
        }
    }

    private func encodeScalar(
        _ value: DynamicValue, _ kind: FieldKind, _ number: Int, into encoder: inout some NestingEncoder & ~Copyable
    ) {
        switch value {
        case .bool(let value): encoder.optional(number, value, .bool)
        case .int32(let value):
            switch kind {
            case .sint32: encoder.optional(number, value, .sint32)
            case .sfixed32: encoder.optional(number, value, .sfixed32)
            default: encoder.optional(number, value, .int32)
            }
        case .int64(let value):
            switch kind {
            case .sint64: encoder.optional(number, value, .sint64)
            case .sfixed64: encoder.optional(number, value, .sfixed64)
            default: encoder.optional(number, value, .int64)
            }
        case .uint32(let value):
            if kind == .fixed32 {
                encoder.optional(number, value, .fixed32)
            } else {
                encoder.optional(number, value, .uint32)
            }
        case .uint64(let value):
            if kind == .fixed64 {
                encoder.optional(number, value, .fixed64)
            } else {
                encoder.optional(number, value, .uint64)
            }
        case .float(let value): encoder.optional(number, value, .float)
        case .double(let value): encoder.optional(number, value, .double)
        case .string(let value): encoder.optional(number, value, .string)
        case .bytes(let value): encoder.optional(number, value, .bytes)
        case .enumNumber(let value): encoder.optional(number, value, .int32)
        case .message, .list, .map: break
        }
    }

    private func encodePacked(
        _ values: [DynamicValue], _ kind: FieldKind, _ number: Int,
        into encoder: inout some NestingEncoder & ~Copyable
    ) {
        switch kind {
        case .bool: encoder.packed(number, values.compactMap(\.asBool), .bool)
        case .int32, .enum: encoder.packed(number, values.compactMap(\.asInt32), .int32)
        case .sint32: encoder.packed(number, values.compactMap(\.asInt32), .sint32)
        case .sfixed32: encoder.packed(number, values.compactMap(\.asInt32), .sfixed32)
        case .int64: encoder.packed(number, values.compactMap(\.asInt64), .int64)
        case .sint64: encoder.packed(number, values.compactMap(\.asInt64), .sint64)
        case .sfixed64: encoder.packed(number, values.compactMap(\.asInt64), .sfixed64)
        case .uint32: encoder.packed(number, values.compactMap(\.asUInt32), .uint32)
        case .fixed32: encoder.packed(number, values.compactMap(\.asUInt32), .fixed32)
        case .uint64: encoder.packed(number, values.compactMap(\.asUInt64), .uint64)
        case .fixed64: encoder.packed(number, values.compactMap(\.asUInt64), .fixed64)
        case .float: encoder.packed(number, values.compactMap(\.asFloat), .float)
        case .double: encoder.packed(number, values.compactMap(\.asDouble), .double)
        case .string, .bytes, .message: break
        }
    }
}

extension DynamicValue {
    fileprivate var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }
    fileprivate var asInt64: Int64? { if case .int64(let value) = self { value } else { nil } }
    fileprivate var asUInt32: UInt32? { if case .uint32(let value) = self { value } else { nil } }
    fileprivate var asUInt64: UInt64? { if case .uint64(let value) = self { value } else { nil } }
    fileprivate var asFloat: Float? { if case .float(let value) = self { value } else { nil } }
    fileprivate var asDouble: Double? { if case .double(let value) = self { value } else { nil } }
    /// Of an enum too, whose numbers are written as int32.
    fileprivate var asInt32: Int32? {
        switch self {
        case .int32(let value), .enumNumber(let value): value
        default: nil
        }
    }
}
