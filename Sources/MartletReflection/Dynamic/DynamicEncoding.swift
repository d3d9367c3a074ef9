internal import MartletProtobuf

extension DynamicMessage {
    /// Writes the fields from the last to the first.
    func write(to writer: inout Writer) {
        writer.unknown(unknownFields)
        for entry in entries.reversed() {
            if descriptor.isMessageSet, case .message(let item) = entry.value {
                write(item, number: entry.number, inSet: &writer)
            } else {
                write(entry.value, entry.field, entry.number, to: &writer)
            }
        }
    }

    private func write(_ item: DynamicMessage, number: Int, inSet writer: inout Writer) {
        writer.group(MessageSetItem.number) { writer in
            writer.nested(MessageSetItem.messageNumber) { item.write(to: &$0) }
            writer.optional(MessageSetItem.typeNumber, UInt32(truncatingIfNeeded: number), .uint32)
        }
    }

    private func write(_ value: DynamicValue, _ field: FieldDescriptor, _ number: Int, to writer: inout Writer) {
        switch value {
        case .list(let values):
            if field.isPacked {
                writePacked(values, field.kind, number, to: &writer)
            } else {
                for value in values.reversed() { write(value, field, number, to: &writer) }
            }
        case .map(let entries):
            write(entries, field, number, to: &writer)
        case .message(let nested):
            if field.isDelimited {
                writer.group(number) { nested.write(to: &$0) }
            } else {
                writer.nested(number) { nested.write(to: &$0) }
            }
        default:
            writeScalar(value, field.kind, number, to: &writer)
        }
    }

    private func write(
        _ entries: [DynamicMapKey: DynamicValue], _ field: FieldDescriptor, _ number: Int, to writer: inout Writer
    ) {
        guard let keyField = field.mapKey, let valueField = field.mapValue else { return }
        func write(_ key: DynamicMapKey, _ value: DynamicValue, to writer: inout Writer) {
            writer.nested(number) { writer in
                self.write(value, valueField, 2, to: &writer)
                self.write(key.value, keyField, 1, to: &writer)
            }
        }
        if writer.sortsMaps {
            for (key, value) in entries.sorted(by: { $0.key > $1.key }) { write(key, value, to: &writer) }
        } else {
            for (key, value) in entries { write(key, value, to: &writer) }
        }
    }

    private func writeScalar(_ value: DynamicValue, _ kind: FieldKind, _ number: Int, to writer: inout Writer) {
        switch value {
        case .bool(let value): writer.optional(number, value, .bool)
        case .int32(let value):
            switch kind {
            case .sint32: writer.optional(number, value, .sint32)
            case .sfixed32: writer.optional(number, value, .sfixed32)
            default: writer.optional(number, value, .int32)
            }
        case .int64(let value):
            switch kind {
            case .sint64: writer.optional(number, value, .sint64)
            case .sfixed64: writer.optional(number, value, .sfixed64)
            default: writer.optional(number, value, .int64)
            }
        case .uint32(let value):
            if kind == .fixed32 {
                writer.optional(number, value, .fixed32)
            } else {
                writer.optional(number, value, .uint32)
            }
        case .uint64(let value):
            if kind == .fixed64 {
                writer.optional(number, value, .fixed64)
            } else {
                writer.optional(number, value, .uint64)
            }
        case .float(let value): writer.optional(number, value, .float)
        case .double(let value): writer.optional(number, value, .double)
        case .string(let value): writer.optional(number, value, .string)
        case .bytes(let value): writer.optional(number, value, .bytes)
        case .enumNumber(let value): writer.optional(number, value, .int32)
        case .message, .list, .map: break
        }
    }

    private func writePacked(_ values: [DynamicValue], _ kind: FieldKind, _ number: Int, to writer: inout Writer) {
        switch kind {
        case .bool: writer.packed(number, values.compactMap(\.asBool), .bool)
        case .int32, .enum: writer.packed(number, values.compactMap(\.asInt32), .int32)
        case .sint32: writer.packed(number, values.compactMap(\.asInt32), .sint32)
        case .sfixed32: writer.packed(number, values.compactMap(\.asInt32), .sfixed32)
        case .int64: writer.packed(number, values.compactMap(\.asInt64), .int64)
        case .sint64: writer.packed(number, values.compactMap(\.asInt64), .sint64)
        case .sfixed64: writer.packed(number, values.compactMap(\.asInt64), .sfixed64)
        case .uint32: writer.packed(number, values.compactMap(\.asUInt32), .uint32)
        case .fixed32: writer.packed(number, values.compactMap(\.asUInt32), .fixed32)
        case .uint64: writer.packed(number, values.compactMap(\.asUInt64), .uint64)
        case .fixed64: writer.packed(number, values.compactMap(\.asUInt64), .fixed64)
        case .float: writer.packed(number, values.compactMap(\.asFloat), .float)
        case .double: writer.packed(number, values.compactMap(\.asDouble), .double)
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
