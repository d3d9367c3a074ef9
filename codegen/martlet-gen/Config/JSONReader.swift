/// Reads JSON (RFC 8259) with positions. Made for configurations: numbers are skipped over, as none is needed.
struct JSONReader {
    private let name: String
    private var rest: Substring.UnicodeScalarView
    private var line = 1
    private var column = 1
    private var depth = 0

    /// More nesting than any configuration has, and less than the stack bears.
    private static let depthLimit = 64

    /// - Parameter name: The file, for positions.
    static func read(_ text: String, named name: String) throws(ConfigurationError) -> JSONNode {
        var reader = JSONReader(name: name, rest: Substring(text).unicodeScalars)
        let node = try reader.node()
        reader.skipBlanks()
        if let extra = reader.rest.first { throw reader.failure("nothing more is expected here, not \"\(extra)\"") }
        return node
    }

    private init(name: String, rest: Substring.UnicodeScalarView) {
        self.name = name
        self.rest = rest
    }

    private var place: String { "\(name):\(line):\(column)" }

    private func failure(_ text: String) -> ConfigurationError { ConfigurationError(at: place, text) }

    private mutating func next() -> Unicode.Scalar? {
        guard let scalar = rest.popFirst() else { return nil }
        if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        return scalar
    }

    private mutating func skipBlanks() {
        while let scalar = rest.first, [" ", "\t", "\n", "\r"].contains(scalar) { _ = next() }
    }

    /// Takes `wanted` when it comes next, blanks aside.
    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == wanted else { return false }
        _ = next()
        return true
    }

    private mutating func node() throws(ConfigurationError) -> JSONNode {
        skipBlanks()
        let place = place
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw failure("the nesting is deeper than \(Self.depthLimit)") }
        switch rest.first {
        case "{": return JSONNode(value: .object(try object()), place: place)
        case "[": return JSONNode(value: .array(try array()), place: place)
        case "\"": return JSONNode(value: .string(try string()), place: place)
        default: return JSONNode(value: try word(), place: place)
        }
    }

    private mutating func object() throws(ConfigurationError) -> [(key: JSONNode, value: JSONNode)] {
        _ = next()
        var pairs: [(key: JSONNode, value: JSONNode)] = []
        if take("}") { return pairs }
        repeat {
            skipBlanks()
            let place = place
            let key = JSONNode(value: .string(try string()), place: place)
            guard take(":") else { throw failure("a colon is expected behind a key") }
            pairs.append((key, try node()))
        } while take(",")
        guard take("}") else { throw failure("a comma or \"}\" is expected here") }
        return pairs
    }

    private mutating func array() throws(ConfigurationError) -> [JSONNode] {
        _ = next()
        var items: [JSONNode] = []
        if take("]") { return items }
        repeat { items.append(try node()) } while take(",")
        guard take("]") else { throw failure("a comma or \"]\" is expected here") }
        return items
    }

    private mutating func string() throws(ConfigurationError) -> String {
        guard rest.first == "\"" else { throw failure("a string in double quotes is expected here") }
        _ = next()
        var text = String.UnicodeScalarView()
        while let scalar = next() {
            switch scalar {
            case "\"": return String(text)
            case "\\": text.append(try escape())
            case "\n": throw failure("the string has no end on its line")
            default: text.append(scalar)
            }
        }
        throw failure("the string has no end")
    }

    private mutating func escape() throws(ConfigurationError) -> Unicode.Scalar {
        switch next() {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "n": return "\n"
        case "t": return "\t"
        default: throw failure("of the escapes only \\\" \\\\ \\/ \\n \\t have a meaning in a configuration")
        }
    }

    private mutating func word() throws(ConfigurationError) -> JSONNode.Value {
        let letters = rest.prefix { $0.properties.isAlphabetic || "+-.".unicodeScalars.contains($0) || $0.isDigit }
        let found: JSONNode.Value? =
            switch String(letters) {
            case "true": .bool(true)
            case "false": .bool(false)
            case "null": .null
            case let text: Double(text) == nil ? nil : .number
            }
        guard let found else { throw failure("a JSON value is expected here") }
        for _ in letters { _ = next() }
        return found
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
