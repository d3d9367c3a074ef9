internal import MartletProtobuf

/// Reads text format into dynamic messages, by what their descriptors say
/// ([specification](https://protobuf.dev/reference/protobuf/textformat-spec/)).
struct TextFormatParser {
    var scanner: TextScanner
    let options: TextFormatDecodingOptions
    let pool: DescriptorPool?
    /// How many more levels of messages may begin.
    var remainingDepth: Int
    /// How many more bytes the elements of lists and maps may take.
    private var remainingElementMemory: Int

    init(_ text: String, options: TextFormatDecodingOptions, pool: DescriptorPool?) {
        scanner = TextScanner(text)
        self.options = options
        self.pool = pool
        remainingDepth = options.nestingLimit
        remainingElementMemory = options.elementMemoryLimit
    }

    /// All of the text.
    mutating func parse(into message: inout DynamicMessage) throws(TextFormatError) {
        try scanner.advance()
        var seen: Set<Int> = []
        while scanner.token != .end { try parseField(of: &message, &seen) }
    }

    /// A message between braces or angle brackets.
    mutating func parseMessage(into message: inout DynamicMessage) throws(TextFormatError) {
        guard remainingDepth > 0 else { throw scanner.error(.nestingTooDeep) }
        remainingDepth -= 1
        let closing = try consumeOpening()
        var seen: Set<Int> = []
        while scanner.token != .symbol(closing) {
            if scanner.token == .end { throw expected("a field or \"\(Unicode.Scalar(closing))\"") }
            try parseField(of: &message, &seen)
        }
        try scanner.advance()
        remainingDepth += 1
    }

    /// The sign that closes the message whose opening one stands here.
    mutating func consumeOpening() throws(TextFormatError) -> UInt8 {
        if try consume("<") { return UInt8(ascii: ">") }
        if try consume("{") { return UInt8(ascii: "}") }
        throw expected("\"{\"")
    }

    private mutating func parseField(
        of message: inout DynamicMessage, _ seen: inout Set<Int>
    ) throws(TextFormatError) {
        if scanner.token == .symbol(UInt8(ascii: "[")) {
            let place = scanner.start
            let name = try scanner.scanBracketedName()
            try scanner.advance()
            if message.descriptor.isAny {
                try parseAny(name, into: &message, &seen, place)
            } else {
                try parseExtension(name, of: &message, &seen, place)
            }
        } else {
            try parseNamedField(of: &message, &seen)
        }
        if try !consume(",") { _ = try consume(";") }
    }

    private mutating func parseNamedField(
        of message: inout DynamicMessage, _ seen: inout Set<Int>
    ) throws(TextFormatError) {
        guard case .identifier(let name) = scanner.token else { throw expected("a field") }
        let place = scanner.start
        try scanner.advance()
        if let field = message.descriptor.field(textName: name) {
            try parseValue(of: field, in: &message, &seen, place)
        } else if options.ignoresUnknownFields || message.descriptor.isReserved(name) {
            try skipFieldValue()
        } else {
            throw scanner.error(.unknownField(message: message.descriptor.fullName, field: name), at: place)
        }
    }

    private mutating func parseExtension(
        _ name: BracketedName, of message: inout DynamicMessage, _ seen: inout Set<Int>, _ place: Int
    ) throws(TextFormatError) {
        guard name.prefix.isEmpty else {
            throw scanner.error(.expected("the name of an extension", found: "a type's URL"), at: place)
        }
        if let field = pool?.extension(textName: name.name, of: message.descriptor) {
            try parseValue(of: field, in: &message, &seen, place)
        } else if options.ignoresUnknownFields {
            try skipFieldValue()
        } else {
            let field = "[\(name.name)]"
            throw scanner.error(.unknownField(message: message.descriptor.fullName, field: field), at: place)
        }
    }

    /// The value of `Any`, as the message that it holds.
    private mutating func parseAny(
        _ name: BracketedName, into message: inout DynamicMessage, _ seen: inout Set<Int>, _ place: Int
    ) throws(TextFormatError) {
        guard !name.prefix.isEmpty else {
            throw scanner.error(.expected("a type's URL", found: "\"\(name.name.prefix(64))\""), at: place)
        }
        guard seen.isDisjoint(with: [1, 2]) else { throw scanner.error(.duplicateField("Any"), at: place) }
        seen.formUnion([1, 2])
        guard let type = pool?.message(named: name.name), let fields = message.descriptor.anyFields else {
            throw scanner.error(.unknownType(name.name), at: place)
        }
        _ = try consume(":")
        var value = DynamicMessage(type)
        try parseMessage(into: &value)
        do throws(EncodeError) {
            let bytes = try value.encoded(
                options: EncodingOptions(deterministic: true, allowPartial: options.allowPartial))
            message.put(.bytes(Bytes(bytes)), in: fields.value)
        } catch {
            throw scanner.error(.conversion(.encoding(error)), at: place)
        }
        message.put(.string(name.prefix + name.name), in: fields.typeURL)
    }
}

extension TextFormatParser {
    /// Steps over a sign if it stands here.
    mutating func consume(_ sign: Unicode.Scalar) throws(TextFormatError) -> Bool {
        guard scanner.token == .symbol(UInt8(ascii: sign)) else { return false }
        try scanner.advance()
        return true
    }

    func expected(_ what: String) -> TextFormatError {
        scanner.error(.expected(what, found: scanner.token.found))
    }

    /// Takes the memory of one element from what the limit allows.
    mutating func chargeElement() throws(TextFormatError) {
        remainingElementMemory -= MemoryLayout<DynamicValue>.stride
        guard remainingElementMemory >= 0 else { throw scanner.error(.elementMemoryExceeded) }
    }
}
