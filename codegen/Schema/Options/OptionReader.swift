/// Reads values of custom options from their bytes, by the schema of the option.
struct OptionReader {
    let schema: Schema

    /// One occurrence of a field on the wire.
    struct Part {
        var wireType: UInt8
        /// Without a length in front.
        var bytes: ArraySlice<UInt8>
    }

    /// - Parameter parts: Every occurrence of the field, in order; none is no value.
    func value(of field: FieldSchema, in parts: [Part]) -> OptionValue? {
        guard let last = parts.last else { return nil }
        switch field.cardinality {
        case .singular:
            if case .message(let type) = field.type {
                // A message may come in pieces, which its bytes in a row merge.
                return message(type, parts.flatMap(\.bytes)[...])
            }
            return scalar(field.type, last)
        case .repeated:
            return .list(parts.flatMap { elements(of: field.type, in: $0) })
        case .map(let key, let value):
            return .list(parts.map { entry(key, value, $0.bytes) })
        }
    }

    private func message(_ type: String, _ bytes: ArraySlice<UInt8>) -> OptionValue {
        let parts = parts(in: bytes)
        var fields: [String: OptionValue] = [:]
        for field in schema.message(type)?.fields ?? [] {
            fields[field.name] = parts[field.number].flatMap { value(of: field, in: $0) }
        }
        return .message(OptionMessage(type: type, fields: fields))
    }

    private func parts(in bytes: ArraySlice<UInt8>) -> [Int32: [Part]] {
        var parts: [Int32: [Part]] = [:]
        for field in WireFields(bytes) {
            parts[field.number, default: []].append(Part(wireType: field.wireType, bytes: bytes[field.value]))
        }
        return parts
    }

    private func entry(_ key: FieldType, _ value: FieldType, _ bytes: ArraySlice<UInt8>) -> OptionValue {
        let parts = parts(in: bytes)
        var fields: [String: OptionValue] = [:]
        for (name, number, type) in [("key", Int32(1), key), ("value", Int32(2), value)] {
            let field = FieldSchema(
                name: name, fullName: name, number: number, type: type, cardinality: .singular(.explicit))
            fields[name] = self.value(of: field, in: parts[number] ?? [])
        }
        return .message(OptionMessage(type: "", fields: fields))
    }

    /// The elements in one occurrence of a repeated field: one, or as many as are packed.
    private func elements(of type: FieldType, in part: Part) -> [OptionValue] {
        if case .message(let name) = type { return [message(name, part.bytes)] }
        guard type.isPackable, part.wireType == 2 else { return scalar(type, part).map { [$0] } ?? [] }
        var values: [OptionValue] = []
        var rest = part.bytes
        while !rest.isEmpty {
            let size = type.fixedSize ?? ((rest.firstIndex { $0 < 0x80 } ?? rest.endIndex - 1) - rest.startIndex + 1)
            guard let value = scalar(type, Part(wireType: 0, bytes: rest.prefix(size))) else { return values }
            values.append(value)
            rest = rest.dropFirst(size)
        }
        return values
    }

    private func scalar(_ type: FieldType, _ part: Part) -> OptionValue? {
        let bytes = part.bytes
        if let size = type.fixedSize {
            guard bytes.count == size else { return nil }
            return fixed(type, bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
        switch type {
        case .string: return .string(String(decoding: bytes, as: UTF8.self))
        case .bytes: return .bytes(Array(bytes))
        default: return WireFields.varint(bytes).flatMap { varint(type, $0) }
        }
    }

    private func fixed(_ type: FieldType, _ bits: UInt64) -> OptionValue? {
        switch type {
        case .double: .floating(Double(bitPattern: bits))
        case .float: .floating(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
        case .sfixed32: .signed(Int64(Int32(truncatingIfNeeded: bits)))
        case .sfixed64: .signed(Int64(bitPattern: bits))
        default: .unsigned(bits)
        }
    }

    private func varint(_ type: FieldType, _ raw: UInt64) -> OptionValue? {
        switch type {
        case .bool: return .bool(raw != 0)
        case .int32: return .signed(Int64(Int32(truncatingIfNeeded: raw)))
        case .int64: return .signed(Int64(bitPattern: raw))
        case .uint32: return .unsigned(UInt64(UInt32(truncatingIfNeeded: raw)))
        case .uint64: return .unsigned(raw)
        case .sint32, .sint64: return .signed(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
        case .enumeration(let name):
            let number = Int32(truncatingIfNeeded: raw)
            let value = schema.enumeration(name)?.values.first { $0.number == number }
            return .enumValue(name: value?.name, number: number)
        default: return nil
        }
    }
}

extension FieldType {
    /// How many bytes a value takes, where that is always the same.
    fileprivate var fixedSize: Int? {
        switch self {
        case .double, .fixed64, .sfixed64: 8
        case .float, .fixed32, .sfixed32: 4
        default: nil
        }
    }
}

extension Schema {
    /// The value of a custom option.
    ///
    /// - Parameters:
    ///   - name: Full name of the option, such as `google.api.http`.
    ///   - options: The `customOptions` of a declaration.
    /// - Returns: nil when the declaration does not set the option, or no file of the schema declares it.
    public func option(_ name: String, in options: [CustomOption]) -> OptionValue? {
        guard let field = self.extension(name)?.field else { return nil }
        let parts = options.filter { $0.number == field.number }
            .map { OptionReader.Part(wireType: $0.wireType, bytes: $0.bytes[...]) }
        return OptionReader(schema: self).value(of: field, in: parts)
    }
}
