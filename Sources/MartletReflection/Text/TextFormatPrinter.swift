internal import MartletProtobuf

/// Prints dynamic messages in text format.
struct TextFormatPrinter {
    private(set) var text = ""
    let options: TextFormatOptions
    let pool: DescriptorPool?
    private var depth = 0
    /// Printing ends when the text has this many bytes.
    private let limit: Int
    /// How many more values of `Any` or guessed messages may be opened.
    private var remainingNesting: Int

    init(options: TextFormatOptions, pool: DescriptorPool?, limit: Int = .max) {
        self.options = options
        self.pool = pool
        self.limit = limit
        remainingNesting = options.nestingLimit
    }

    mutating func print(_ message: DynamicMessage) {
        if printExpanded(message) { return }
        for entry in message.entries where !isFull { print(entry.value, entry.field) }
        if options.printsUnknownFields { print(message.unknownFields) }
    }

    private mutating func print(_ value: DynamicValue, _ field: FieldDescriptor) {
        switch value {
        case .list(let values):
            for value in values where !isFull { print(value, field) }
        case .map(let entries):
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) { print(key, value, field) }
        default:
            if options.redactsMarkedFields, field.isRedacted {
                line("\(field.textName): [REDACTED]")
            } else if case .message(let message) = value {
                block(field.textName) { $0.print(message) }
            } else {
                line("\(field.textName): \(scalar(value, field))")
            }
        }
    }

    private mutating func print(_ key: DynamicMapKey, _ value: DynamicValue, _ field: FieldDescriptor) {
        guard let keyField = field.mapKey, let valueField = field.mapValue else { return }
        if options.redactsMarkedFields, field.isRedacted { return line("\(field.textName): [REDACTED]") }
        block(field.textName) { printer in
            printer.print(key.value, keyField)
            printer.print(value, valueField)
        }
    }

    private func scalar(_ value: DynamicValue, _ field: FieldDescriptor) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .uint32(let value): "\(value)"
        case .uint64(let value): "\(value)"
        case .float(let value): number("\(value)", isNaN: value.isNaN)
        case .double(let value): number("\(value)", isNaN: value.isNaN)
        case .string(let value): quoted(value.utf8, escapingNonASCII: options.escapesNonASCII)
        case .bytes(let value): quoted(value, escapingNonASCII: true)
        case .enumNumber(let number): name(number, field)
        case .message, .list, .map: ""
        }
    }

    private func name(_ number: Int32, _ field: FieldDescriptor) -> String {
        guard let value = field.enumType?.value(number: number) else { return "\(number)" }
        return options.redactsMarkedFields && value.isRedacted ? "[REDACTED]" : value.name
    }

    /// Without a fraction that says nothing.
    private func number(_ text: String, isNaN: Bool) -> String {
        if isNaN { return "nan" }
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension TextFormatPrinter {
    /// One field of one value.
    mutating func line(_ content: String) {
        begin()
        text += content
        end()
    }

    /// A field with fields of its own.
    mutating func block(_ name: String, _ body: (inout TextFormatPrinter) -> Void) {
        begin()
        text += "\(name) {"
        end()
        depth += 1
        body(&self)
        depth -= 1
        begin()
        text += "}"
        end()
    }

    private mutating func begin() {
        if options.isSingleLine {
            if !text.isEmpty { text += " " }
        } else {
            for _ in 0..<depth { text += "  " }
        }
    }

    private mutating func end() {
        if !options.isSingleLine { text += "\n" }
    }

    /// Opens one more level of bytes that hold a message, if that is allowed.
    mutating func opening(_ body: (inout TextFormatPrinter) -> Void) {
        remainingNesting -= 1
        body(&self)
        remainingNesting += 1
    }

    var canOpen: Bool { remainingNesting > 0 }

    var isFull: Bool { text.utf8.count > limit }
}

/// Bytes in quotes: what is printable in ASCII as it is, the rest escaped as in C, with three octal digits so that
/// no digit that follows is taken for a part. UTF-8 may stay as it is.
func quoted(_ bytes: some Collection<UInt8>, escapingNonASCII: Bool) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
        switch byte {
        case UInt8(ascii: "\n"): result += "\\n".utf8
        case UInt8(ascii: "\r"): result += "\\r".utf8
        case UInt8(ascii: "\t"): result += "\\t".utf8
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"): result += [UInt8(ascii: "\\"), byte]
        case 0x20..<0x7f: result.append(byte)
        case 0x80... where !escapingNonASCII: result.append(byte)
        default:
            let zero = UInt8(ascii: "0")
            result += [UInt8(ascii: "\\"), zero + byte >> 6, zero + byte >> 3 & 7, zero + byte & 7]
        }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
}
