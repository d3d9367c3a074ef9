internal import MartletProtobuf

/// Writes messages as JSON.
struct JSONMessageEncoder {
    var writer: JSONWriter
    let options: JSONEncodingOptions
    /// Where the types of `Any` and the extensions are looked for.
    let pool: DescriptorPool?
    let wellKnownTypes = WellKnownTypes()

    init(_ options: JSONEncodingOptions, pool: DescriptorPool?) {
        writer = JSONWriter(indent: options.indent)
        self.options = options
        self.pool = pool
    }

    mutating func message(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        if let wellKnown = wellKnownTypes[message.descriptor] {
            try self.wellKnown(wellKnown, message)
        } else {
            try beginObject()
            try fields(message)
            writer.endObject()
        }
    }

    /// The fields of a message in the order of their numbers.
    mutating func fields(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        if options.alwaysPrintFieldsWithoutPresence {
            for (field, value) in message.fieldsAndDefaults { try self.field(field, value) }
        } else {
            for entry in message.entries { try field(entry.field, entry.value) }
        }
    }

    private mutating func field(_ field: FieldDescriptor, _ value: DynamicValue) throws(JSONPlacedFailure) {
        let name = options.originalNames && !field.isExtension ? field.name : field.jsonName
        writer.key(name)
        do throws(JSONPlacedFailure) {
            switch value {
            case .list(let values): try list(values, field)
            case .map(let entries): try map(entries, field)
            default: try self.value(value, field)
            }
        } catch {
            throw error.inside(key: name)
        }
    }

    private mutating func list(_ values: [DynamicValue], _ field: FieldDescriptor) throws(JSONPlacedFailure) {
        try beginArray()
        for (index, value) in values.enumerated() {
            do throws(JSONPlacedFailure) {
                try self.value(value, field)
            } catch {
                throw error.inside(index: index)
            }
        }
        writer.endArray()
    }

    private mutating func map(
        _ entries: [DynamicMapKey: DynamicValue], _ field: FieldDescriptor
    ) throws(JSONPlacedFailure) {
        try beginObject()
        if let valueField = field.mapValue {
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                let name = key.jsonKey
                writer.key(name)
                do throws(JSONPlacedFailure) {
                    try self.value(value, valueField)
                } catch {
                    throw error.inside(key: name)
                }
            }
        }
        writer.endObject()
    }

    /// One value of a field.
    mutating func value(_ value: DynamicValue, _ field: FieldDescriptor) throws(JSONPlacedFailure) {
        switch value {
        case .bool(let value): writer.literal(value ? "true" : "false")
        case .int32(let value): writer.literal(String(value))
        case .uint32(let value): writer.literal(String(value))
        // Quoted, since the numbers of JavaScript hold no more than 53 bits.
        case .int64(let value): writer.plainString(String(value).utf8)
        case .uint64(let value): writer.plainString(String(value).utf8)
        case .float(let value): number(value)
        case .double(let value): number(value)
        case .string(let value): writer.string(value)
        case .bytes(let value): writer.plainString(base64(Array(value)))
        case .enumNumber(let number): enumValue(number, field)
        case .message(let value): try message(value)
        // A list in a list and a map in a map do not exist.
        case .list, .map: break
        }
    }

    private mutating func enumValue(_ number: Int32, _ field: FieldDescriptor) {
        if field.isNullValue {
            writer.literal("null")
        } else if !options.enumNumbers, let value = field.enumType?.value(number: number) {
            writer.string(value.name)
        } else {
            writer.literal(String(number))
        }
    }

    /// The shortest digits that are read back as the same number.
    mutating func number<T: BinaryFloatingPoint & CustomStringConvertible>(_ value: T) {
        if value.isNaN { return writer.string("NaN") }
        if value.isInfinite { return writer.string(value < 0 ? "-Infinity" : "Infinity") }
        let text = value.description
        // To many readers "-0" is an integer, which has no sign.
        let isWhole = text.hasSuffix(".0") && text != "-0.0"
        writer.literal(isWhole ? text.dropLast(2) : text[...])
    }

    // MARK: Nesting

    mutating func beginObject() throws(JSONPlacedFailure) {
        try checkDepth()
        writer.beginObject()
    }

    mutating func beginArray() throws(JSONPlacedFailure) {
        try checkDepth()
        writer.beginArray()
    }

    private func checkDepth() throws(JSONPlacedFailure) {
        guard writer.depth < options.nestingLimit else {
            throw JSONPlacedFailure(.nestingTooDeep(limit: options.nestingLimit))
        }
    }
}

extension DynamicMapKey {
    /// Keys of JSON are strings, whatever the type.
    var jsonKey: String {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .int32(let value): String(value)
        case .int64(let value): String(value)
        case .uint32(let value): String(value)
        case .uint64(let value): String(value)
        case .string(let value): value
        }
    }
}

extension DynamicMessage {
    /// The fields that are set and those that have no presence, in the order of their numbers.
    fileprivate var fieldsAndDefaults: [(FieldDescriptor, DynamicValue)] {
        let set = entries.map { ($0.field, $0.value) }
        let unset = descriptor.fields.filter { !$0.hasPresence && !has($0) }.map { ($0, value(of: $0)) }
        return (set + unset).sorted { $0.0.number < $1.0.number }
    }
}
