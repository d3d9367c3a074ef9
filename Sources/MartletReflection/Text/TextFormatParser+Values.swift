internal import MartletProtobuf

extension TextFormatParser {
    /// What follows a field's name; `place` is where the name stands.
    mutating func parseValue(
        of field: FieldDescriptor, in message: inout DynamicMessage, _ seen: inout Set<Int>, _ place: Int
    ) throws(TextFormatError) {
        if !field.isRepeated {
            guard seen.insert(field.number).inserted else {
                throw scanner.error(.duplicateField(field.pathName), at: place)
            }
            if let oneof = field.realContainingOneof, let other = message.setField(of: oneof) {
                throw scanner.error(.oneofConflict(field: field.name, other: other.name), at: place)
            }
        }
        let hasColon = try consume(":")
        guard hasColon || field.kind == .message else { throw expected("\":\"") }
        if field.isRepeated, try consume("[") {
            try parseList(of: field, in: &message)
        } else {
            try parseElement(of: field, in: &message)
        }
    }

    private mutating func parseList(
        of field: FieldDescriptor, in message: inout DynamicMessage
    ) throws(TextFormatError) {
        if try consume("]") { return }
        repeat {
            try parseElement(of: field, in: &message)
        } while try consume(",")
        guard try consume("]") else { throw expected("\",\" or \"]\"") }
    }

    private mutating func parseElement(
        of field: FieldDescriptor, in message: inout DynamicMessage
    ) throws(TextFormatError) {
        if field.isRepeated { try chargeElement() }
        guard let type = field.messageType else {
            let value = try parseScalar(field)
            if field.isRepeated {
                message.appendUnchecked(value, to: field)
            } else {
                message.put(value, in: field)
            }
            return
        }
        var value = DynamicMessage(type)
        try parseMessage(into: &value)
        if field.isMap {
            guard let keyField = field.mapKey, let valueField = field.mapValue,
                let key = DynamicMapKey(value.value(of: keyField))
            else { return }
            message.setUnchecked(field, key: key, to: value.value(of: valueField))
        } else if field.isRepeated {
            message.appendUnchecked(.message(value), to: field)
        } else {
            message.put(.message(value), in: field)
        }
    }

    private mutating func parseScalar(_ field: FieldDescriptor) throws(TextFormatError) -> DynamicValue {
        switch field.kind {
        case .int32, .sint32, .sfixed32: .int32(try parseInteger())
        case .int64, .sint64, .sfixed64: .int64(try parseInteger())
        case .uint32, .fixed32: .uint32(try parseInteger())
        case .uint64, .fixed64: .uint64(try parseInteger())
        case .double: .double(try parseDouble())
        // By way of double, as the other implementations do.
        case .float: .float(Float(try parseDouble()))
        case .bool: .bool(try parseBool())
        case .enum: .enumNumber(try parseEnum(field))
        case .bytes, .message: .bytes(Bytes(try parseString(field)))
        case .string: .string(try parseText(field))
        }
    }

    private mutating func parseInteger<Integer: FixedWidthInteger>() throws(TextFormatError) -> Integer {
        let place = scanner.start
        let isNegative = try consume("-")
        guard case .integer(let magnitude, _, let text) = scanner.token else { throw expected("a whole number") }
        let value: Integer? =
            if !isNegative {
                magnitude.flatMap { Integer(exactly: $0) }
            } else if let magnitude, magnitude == Int64.min.magnitude {
                Integer(exactly: Int64.min)
            } else {
                magnitude.flatMap { Int64(exactly: $0) }.flatMap { Integer(exactly: -$0) }
            }
        guard let value else {
            let found = (isNegative ? "-" : "") + String(text.prefix(64))
            throw scanner.error(.outOfRange(type: "\(Integer.self)".lowercased(), found: found), at: place)
        }
        try scanner.advance()
        return value
    }

    private mutating func parseDouble() throws(TextFormatError) -> Double {
        let isNegative = try consume("-")
        let value: Double?
        switch scanner.token {
        case .integer(_, isDecimal: true, let text), .float(let text): value = decimal(text)
        case .identifier(let word): value = Self.specialNumbers[word.lowercased()]
        default: value = nil
        }
        guard let value else { throw expected("a decimal number") }
        try scanner.advance()
        return isNegative ? -value : value
    }

    private static let specialNumbers: [String: Double] = [
        "inf": .infinity, "infinity": .infinity, "nan": .nan,
    ]

    private mutating func parseBool() throws(TextFormatError) -> Bool {
        let value: Bool? =
            switch scanner.token {
            case .identifier("true"), .identifier("True"), .identifier("t"): true
            case .identifier("false"), .identifier("False"), .identifier("f"): false
            case .integer(1, _, _): true
            case .integer(0, _, _): false
            default: nil
            }
        guard let value else { throw expected("true or false") }
        try scanner.advance()
        return value
    }

    private mutating func parseEnum(_ field: FieldDescriptor) throws(TextFormatError) -> Int32 {
        guard let type = field.enumType else { throw expected("nothing") }
        let place = scanner.start
        if case .identifier(let name) = scanner.token {
            guard let value = type.value(named: name) else {
                throw scanner.error(.unknownEnumValue(enum: type.fullName, value: name))
            }
            try scanner.advance()
            return value.number
        }
        switch scanner.token {
        case .integer, .symbol(UInt8(ascii: "-")): break
        default: throw expected("a value of \(type.fullName)")
        }
        let number: Int32 = try parseInteger()
        guard !type.isClosed || type.value(number: number) != nil else {
            throw scanner.error(.unknownEnumValue(enum: type.fullName, value: "\(number)"), at: place)
        }
        return number
    }

    /// Literals that follow one another are one string.
    private mutating func parseString(_ field: FieldDescriptor) throws(TextFormatError) -> [UInt8] {
        guard case .string(var bytes) = scanner.token else { throw expected("a string") }
        try scanner.advance()
        while case .string(let more) = scanner.token {
            bytes += more
            try scanner.advance()
        }
        return bytes
    }

    private mutating func parseText(_ field: FieldDescriptor) throws(TextFormatError) -> String {
        let place = scanner.start
        guard let text = String(validating: try parseString(field), as: UTF8.self) else {
            throw scanner.error(.invalidUTF8, at: place)
        }
        return text
    }
}

/// A decimal number, which may be too large or too small for a double.
private func decimal(_ text: String) -> Double? {
    // `Double.init` wants a digit in front of the point.
    Double(text.hasPrefix(".") ? "0\(text)" : text.hasSuffix(".") ? "\(text)0" : text)
}
