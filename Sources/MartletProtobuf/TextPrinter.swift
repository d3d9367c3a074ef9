/// Prints a message from its bytes and what the schema says of its fields.
///
/// Printing the bytes instead of the properties spares every generated type a method that visits them, for the
/// price of an encoding where somebody reads along anyway.
struct TextPrinter {
    private(set) var text = ""
    /// Printing ends when the text has this many bytes.
    private let limit: Int
    private var isFull: Bool { text.utf8.count > limit }

    init(limit: Int) {
        self.limit = limit
    }

    mutating func print(_ start: UnsafePointer<UInt8>, count: Int, _ fields: [FieldInfo]) {
        var reader = Reader(start, count: count, options: .trusting)
        printMessage(&reader, fields)
        if isFull { text = cut(text, to: limit) + "…" }
    }

    /// The fields up to the reader's end. Nothing fails here: the bytes have just been encoded, and those of
    /// unknown fields were checked when they arrived.
    private mutating func printMessage(_ reader: inout Reader, _ fields: [FieldInfo]) {
        var unknownCount = 0
        while !isFull, let tag = try? reader.nextTag() {
            guard let field = fields.field(of: tag) else {
                unknownCount += 1
                guard (try? reader.skip(tag)) != nil else { return }
                continue
            }
            if field.isRedacted {
                separate()
                text += "\(field.name): [REDACTED]"
                guard (try? reader.skip(tag)) != nil else { return }
            } else {
                guard (try? printField(&reader, field, tag)) != nil else { return }
            }
        }
        if unknownCount > 0 {
            separate()
            text += unknownCount == 1 ? "(1 unknown field)" : "(\(unknownCount) unknown fields)"
        }
    }

    private mutating func printField(
        _ reader: inout Reader, _ field: FieldInfo, _ tag: UInt32
    ) throws(WireError) {
        separate()
        text += field.name.description
        if let nested = field.type.nestedFields {
            text += " {"
            if tag & 7 == WireType.startGroup.rawValue {
                try printGroup(&reader, nested, tag)
            } else {
                try printNested(&reader, nested)
            }
            text += " }"
        } else if tag & 7 == WireType.lengthDelimited.rawValue, field.type.isPackable {
            text += ": ["
            try printPacked(&reader, field.type)
            text += "]"
        } else {
            text += ": "
            text += try field.type.nextValue(&reader)
        }
    }

    private mutating func printNested(_ reader: inout Reader, _ fields: [FieldInfo]) throws(WireError) {
        let length = try reader.length()
        let outerEnd = reader.end
        reader.end = reader.next + length
        printMessage(&reader, fields)
        reader.next = reader.end
        reader.end = outerEnd
    }

    private mutating func printGroup(
        _ reader: inout Reader, _ fields: [FieldInfo], _ tag: UInt32
    ) throws(WireError) {
        let outerEnd = reader.end
        let afterGroup = try reader.enterGroup(tag)
        printMessage(&reader, fields)
        reader.next = afterGroup
        reader.end = outerEnd
    }

    private mutating func printPacked(_ reader: inout Reader, _ type: FieldType) throws(WireError) {
        let length = try reader.length()
        let end = reader.next + length
        var isFirst = true
        while reader.next < end, !isFull {
            if !isFirst { text += ", " }
            isFirst = false
            text += try type.nextValue(&reader)
        }
        reader.next = end
    }

    private mutating func separate() {
        if !text.isEmpty { text += " " }
    }
}

extension FieldType {
    fileprivate var isPackable: Bool {
        switch self {
        case .string, .bytes, .message, .group, .map: false
        default: true
        }
    }

    /// Reads a value that is not a message, and says it as the text format does.
    fileprivate func nextValue(_ reader: inout Reader) throws(WireError) -> String {
        switch self {
        case .int32: try Int32Coding.read(&reader).description
        case .int64: try Int64Coding.read(&reader).description
        case .uint32: try UInt32Coding.read(&reader).description
        case .uint64: try UInt64Coding.read(&reader).description
        case .sint32: try SInt32Coding.read(&reader).description
        case .sint64: try SInt64Coding.read(&reader).description
        case .bool: try BoolCoding.read(&reader).description
        case .fixed32: try Fixed32Coding.read(&reader).description
        case .fixed64: try Fixed64Coding.read(&reader).description
        case .sfixed32: try SFixed32Coding.read(&reader).description
        case .sfixed64: try SFixed64Coding.read(&reader).description
        case .float: try FloatCoding.read(&reader).description
        case .double: try DoubleCoding.read(&reader).description
        case .string: quoted(try reader.string().utf8)
        case .bytes: quoted(try reader.bytes())
        case .enum(let type): name(try Int32Coding.read(&reader), in: type._pbValues)
        case .message, .group, .map: ""
        }
    }

    private func name(_ number: Int32, in values: [EnumValueInfo]) -> String {
        values.first { $0.number == number }?.name.description ?? number.description
    }
}

/// Bytes in quotes: printable ASCII as it is, the rest escaped as in C.
func quoted(_ bytes: some Collection<UInt8>) -> String {
    var text = "\""
    for byte in bytes {
        switch byte {
        case UInt8(ascii: "\n"): text += "\\n"
        case UInt8(ascii: "\r"): text += "\\r"
        case UInt8(ascii: "\t"): text += "\\t"
        case UInt8(ascii: "\""): text += "\\\""
        case UInt8(ascii: "\\"): text += "\\\\"
        case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
        default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
    return text + "\""
}

/// The longest beginning of `text` with no more than `count` bytes that ends between two characters.
private func cut(_ text: String, to count: Int) -> String {
    var index = text.utf8.index(text.startIndex, offsetBy: count, limitedBy: text.endIndex) ?? text.endIndex
    while index > text.startIndex, index.samePosition(in: text) == nil { index = text.utf8.index(before: index) }
    return String(text[..<index])
}
