internal import MartletProtobuf

/// The type of a field's values, looked up once for all of them.
enum JSONValueType {
    case message(MessageDescriptor)
    case `enum`(EnumDescriptor)
    case scalar(FieldKind)

    init(_ field: FieldDescriptor) {
        if let type = field.messageType {
            self = .message(type)
        } else if let type = field.enumType {
            self = .enum(type)
        } else {
            self = .scalar(field.kind)
        }
    }
}

extension JSONMessageDecoder {
    /// One value of the type; nil when it is a name that the enum does not have, and that is to be ignored.
    func value(_ type: JSONValueType, _ index: Int) throws(JSONFailure) -> DynamicValue? {
        switch type {
        case .message(let type): .message(try message(type, index))
        case .enum(let type): try enumNumber(type, index).map { .enumNumber($0) }
        case .scalar(let kind): try scalar(kind, index)
        }
    }

    private func scalar(_ kind: FieldKind, _ index: Int) throws(JSONFailure) -> DynamicValue? {
        switch kind {
        case .int32, .sint32, .sfixed32: .int32(try integer(index))
        case .int64, .sint64, .sfixed64: .int64(try integer(index))
        case .uint32, .fixed32: .uint32(try integer(index))
        case .uint64, .fixed64: .uint64(try integer(index))
        case .float: .float(try float(index))
        case .double: .double(try float(index))
        case .bool: .bool(try bool(index))
        case .string: .string(try string(index))
        case .bytes: .bytes(try bytes(index))
        case .enum, .message: nil
        }
    }

    func string(_ index: Int) throws(JSONFailure) -> String {
        try expect(.string, "a string", index)
        return document.string(index)
    }

    private func bool(_ index: Int) throws(JSONFailure) -> Bool {
        switch document.kind(index) {
        case .true: true
        case .false: false
        default: throw wrongType("true or false", index)
        }
    }

    private func bytes(_ index: Int) throws(JSONFailure) -> Bytes {
        try expect(.string, "a string", index)
        guard let bytes = MartletReflection.bytes(base64: document.content(index)) else {
            throw failure(.invalidText("expected base64"), index)
        }
        return Bytes(bytes)
    }

    // MARK: Numbers

    /// A number, which may stand in quotes.
    @inline(__always)
    private func integer<T: FixedWidthInteger>(_ index: Int) throws(JSONFailure) -> T {
        let text = try numberText(index)
        if let value = shortInteger(text), let value = T(exactly: value) { return value }
        return try longInteger(text, index)
    }

    /// One that is long, or out of range, or has a point or an exponent.
    private func longInteger<T: FixedWidthInteger>(_ text: ArraySlice<UInt8>, _ index: Int) throws(JSONFailure) -> T {
        let number = JSONNumber(text)
        if let value = number.integer(T.self) { return value }
        guard number.isWhole else { throw failure(.invalidNumber("expected an integer"), index) }
        throw failure(.invalidNumber("expected an integer from \(T.min) to \(T.max)"), index)
    }

    /// A number, or one of three names, in quotes or, for numbers, without.
    func float<T: BinaryFloatingPoint & LosslessStringConvertible>(_ index: Int) throws(JSONFailure) -> T {
        if document.kind(index) == .string {
            switch document.string(index) {
            case "NaN": return .nan
            case "Infinity": return .infinity
            case "-Infinity": return -.infinity
            default: break
            }
        }
        guard let value = floatingPoint(try numberText(index), T.self) else {
            throw failure(.invalidNumber("the number is too large for a \(T.self)".lowercased()), index)
        }
        return value
    }

    private func numberText(_ index: Int) throws(JSONFailure) -> ArraySlice<UInt8> {
        switch document.kind(index) {
        case .number: return document.content(index)
        case .string:
            let text = document.content(index)
            guard JSONNumberGrammar.matches(text) else {
                throw failure(.invalidNumber("the string is not a number"), index)
            }
            return text
        default: throw wrongType("a number", index)
        }
    }

    // MARK: Enums and keys

    private func enumNumber(_ type: EnumDescriptor, _ index: Int) throws(JSONFailure) -> Int32? {
        switch document.kind(index) {
        case .string:
            let name = document.string(index)
            if let value = type.value(named: name), value.name.utf8.elementsEqual(name.utf8) { return value.number }
            if options.ignoreUnknownFields { return nil }
            throw failure(.unknownEnumValue(enumName: type.fullName), index)
        case .number:
            let number: Int32 = try integer(index)
            if !type.isClosed || type.value(number: number) != nil { return number }
            if options.ignoreUnknownFields { return nil }
            throw failure(.closedEnumValue(enumName: type.fullName), index)
        case .null where type.fullName == "google.protobuf.NullValue":
            return 0
        default:
            throw wrongType("the name or number of a value of \(type.fullName)", index)
        }
    }

    /// The key of a map, whatever its type a string.
    func mapKey(_ kind: FieldKind, _ index: Int) throws(JSONFailure) -> DynamicMapKey {
        if kind == .bool {
            switch document.string(index) {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw failure(.invalidText("expected the key \"true\" or \"false\""), index)
            }
        }
        guard let value = try scalar(kind, index), let key = DynamicMapKey(value) else {
            throw failure(.invalidText("a map has no keys of this type"), index)
        }
        return key
    }
}
