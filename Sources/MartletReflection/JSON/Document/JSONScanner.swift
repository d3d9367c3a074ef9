/// Reads a text into nodes, once from its first byte to its last, without recursion.
struct JSONScanner {
    let bytes: [UInt8]
    private(set) var nodes: [JSONNode] = []
    var position = 0
    /// Indices of the objects and arrays that have not ended.
    private var open: [Int] = []
    /// Where a value begins that has no node yet.
    private var pendingValue: Int?
    private let nestingLimit: Int
    private let valueLimit: Int

    init(_ bytes: [UInt8], nestingLimit: Int, valueLimit: Int) {
        self.bytes = bytes
        self.nestingLimit = nestingLimit
        self.valueLimit = valueLimit
    }

    /// The nodes so far, and one for the value that could not be read, all that have not ended as if they went on.
    var nodesToFailure: [JSONNode] {
        var nodes = nodes
        if let pendingValue {
            nodes.append(
                JSONNode(kind: .null, start: UInt32(clamping: pendingValue), end: .max, next: UInt32(nodes.count + 1)))
        }
        for index in open {
            nodes[index].next = UInt32(nodes.count)
            nodes[index].end = .max
        }
        return nodes
    }

    mutating func scan() throws(JSONFailure) {
        guard bytes.count <= Int(Int32.max) else { throw JSONFailure(.textTooLong, at: 0) }
        if let offset = firstInvalidUTF8(bytes) { throw JSONFailure(.invalidUTF8, at: offset) }
        try value()
        while let container = open.last {
            if nodes[container].kind == .object {
                try member(of: container)
            } else {
                try element(of: container)
            }
        }
        skipBlanks()
        if position < bytes.count { throw failure("nothing may follow the value") }
    }

    func failure(_ text: String) -> JSONFailure { JSONFailure(.syntax(text), at: position) }

    // MARK: Containers

    /// A key and the beginning of its value, or the end of the object.
    private mutating func member(of object: Int) throws(JSONFailure) {
        let isFirst = nodes.count == object + 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return close(object) }
        if !isFirst {
            guard take(UInt8(ascii: ",")) else { throw failure("expected a comma or }") }
            skipBlanks()
        }
        guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in double quotes") }
        try string()
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { throw failure("expected a colon behind the key") }
        try value()
    }

    /// The beginning of an element, or the end of the array.
    private mutating func element(of array: Int) throws(JSONFailure) {
        let isFirst = nodes.count == array + 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return close(array) }
        if !isFirst {
            guard take(UInt8(ascii: ",")) else { throw failure("expected a comma or ]") }
        }
        try value()
    }

    private mutating func begin(_ kind: JSONNode.Kind) throws(JSONFailure) {
        guard open.count < nestingLimit else { throw JSONFailure(.nestingTooDeep(limit: nestingLimit), at: position) }
        try append(kind, from: position, to: position + 1)
        open.append(nodes.count - 1)
        position += 1
    }

    private mutating func close(_ container: Int) {
        nodes[container].next = UInt32(nodes.count)
        nodes[container].end = UInt32(position)
        open.removeLast()
    }

    // MARK: Values

    private mutating func value() throws(JSONFailure) {
        skipBlanks()
        pendingValue = position
        guard let first = peek() else { throw failure("expected a value, found the end of the text") }
        switch first {
        case UInt8(ascii: "{"): try begin(.object)
        case UInt8(ascii: "["): try begin(.array)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        default: throw failure("expected a value")
        }
        pendingValue = nil
    }

    private mutating func word(_ text: StaticString, _ kind: JSONNode.Kind) throws(JSONFailure) {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(text.description.utf8) else {
            throw failure("expected a value")
        }
        try append(kind, from: position, to: end)
        position = end
    }

    private mutating func number() throws(JSONFailure) {
        let start = position
        var grammar = JSONNumberGrammar(bytes, from: start)
        if let problem = grammar.read() {
            position = grammar.position
            throw failure(problem)
        }
        position = grammar.position
        try append(.number, from: start, to: position)
    }

    /// A string, whose quote comes next.
    private mutating func string() throws(JSONFailure) {
        let start = position + 1
        let isEscaped = try skipString()
        try append(.string, from: start, to: position)
        nodes[nodes.count - 1].isEscaped = isEscaped
        position += 1
    }

    private mutating func append(_ kind: JSONNode.Kind, from start: Int, to end: Int) throws(JSONFailure) {
        guard nodes.count < valueLimit else { throw JSONFailure(.tooManyValues(limit: valueLimit), at: start) }
        nodes.append(
            JSONNode(kind: kind, start: UInt32(start), end: UInt32(end), next: UInt32(nodes.count + 1)))
    }

    // MARK: Characters

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }
}

/// Offset of the first byte that is not UTF-8; nil when all is.
private func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: bytes.span)
        return nil
    } catch {
        return error.byteOffsets.lowerBound
    }
}
