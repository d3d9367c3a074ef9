/// Writes JSON, on one line or indented.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let indent: Int?
    private(set) var depth = 0
    /// Whether the object or array that is open has nothing in it yet.
    private var isEmpty = true
    /// Whether a key has been written, whose value comes next.
    private var isBehindKey = false

    init(indent: Int?) {
        self.indent = indent.map { max(0, $0) }
    }

    mutating func beginObject() { begin(UInt8(ascii: "{")) }
    mutating func endObject() { end(UInt8(ascii: "}")) }
    mutating func beginArray() { begin(UInt8(ascii: "[")) }
    mutating func endArray() { end(UInt8(ascii: "]")) }

    mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if indent != nil { bytes.append(UInt8(ascii: " ")) }
        isBehindKey = true
    }

    /// Text that is a value of JSON as it stands: a number, `true`, `null`.
    mutating func literal(_ text: some StringProtocol) {
        separate()
        bytes += text.utf8
    }

    mutating func string(_ text: String) {
        separate()
        quote(text)
    }

    /// A string of characters that need no escape.
    mutating func plainString(_ text: some Collection<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes += text
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        isEmpty = true
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        if !isEmpty { breakLine() }
        bytes.append(bracket)
        isEmpty = false
    }

    /// What stands between a value or key and what is before it.
    private mutating func separate() {
        if isBehindKey {
            isBehindKey = false
            return
        }
        if depth > 0 {
            if !isEmpty { bytes.append(UInt8(ascii: ",")) }
            breakLine()
        }
        isEmpty = false
    }

    private mutating func breakLine() {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: depth * indent)
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20, 0x7f: escape(byte)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 8: bytes += #"\b"#.utf8
        case 9: bytes += #"\t"#.utf8
        case 10: bytes += #"\n"#.utf8
        case 12: bytes += #"\f"#.utf8
        case 13: bytes += #"\r"#.utf8
        default: bytes += (byte < 16 ? #"\u000"# : #"\u00"#).utf8 + Array(String(byte, radix: 16).utf8)
        }
    }
}
