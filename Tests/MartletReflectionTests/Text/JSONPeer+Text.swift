import MartletReflection

extension JSONPeer {
    /// The message as Python writes it; nil when Python refuses the bytes.
    func reencode(_ name: String, _ bytes: [UInt8]) throws -> [UInt8]? {
        try? answer("b", name, bytes).get()
    }

    /// The text format that Python writes for a message.
    func text(
        _ name: String, _ bytes: [UInt8], onOneLine: Bool = false, withUnknownFields: Bool = false
    ) throws -> String {
        let flags = [onOneLine, withUnknownFields].map { UInt8(ascii: $0 ? "1" : "0") }
        return String(decoding: try answer("t", name, flags + bytes).get(), as: UTF8.self)
    }

    /// The bytes of the message that Python reads from text format, or why it reads none.
    func parse(_ name: String, text: String) throws -> Result<[UInt8], Failure> {
        try answer("f", name, Array(text.utf8))
    }

    private func answer(_ operation: Character, _ name: String, _ body: [UInt8]) throws -> Result<[UInt8], Failure> {
        let answer = try ask(operation, name, body)
        let rest = answer.dropFirst()
        return answer.first == UInt8(ascii: "1")
            ? .success(Array(rest)) : .failure(Failure(description: String(decoding: rest, as: UTF8.self)))
    }
}
