/// A failure and the place in the text that it is about, said as path, line and column.
struct JSONLocatedFailure: Error {
    let reason: JSONDecodeError.Reason
    let offset: Int
    let path: String
    let line: Int
    let column: Int

    init(_ failure: JSONFailure, in document: JSONDocument) {
        reason = failure.reason
        offset = failure.offset
        path = document.path(to: failure.offset)
        let before = document.bytes.prefix(failure.offset)
        line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Every byte but those that continue a character begins one.
        column = before[start...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
    }

    func error(_ messageName: String) -> JSONDecodeError {
        JSONDecodeError(
            reason: reason, messageName: messageName, path: path, byteOffset: offset, line: line, column: column)
    }
}

extension JSONDocument {
    /// The path to the innermost value that holds the offset, such as `orders[3].price`.
    func path(to offset: Int) -> String {
        var path = ""
        var index = JSONDocument.root
        while index < nodes.count, offset > nodes[index].offset {
            let isObject: Bool
            switch nodes[index].kind {
            case .object: isObject = true
            case .array: isObject = false
            default: return path
            }
            var found: (child: Int, position: Int)?
            for (position, child) in children(of: index).enumerated() {
                if nodes[child].offset > offset { break }
                found = (child, position)
            }
            guard let found, offset < end(found.child, isObject) else { return path }
            if isObject {
                appendKey(found.child, to: &path)
                index = value(ofKey: found.child)
            } else {
                path += "[\(found.position)]"
                index = found.child
            }
        }
        return path
    }

    /// Where an element, or a key with its value, ends.
    private func end(_ child: Int, _ isKey: Bool) -> Int {
        guard isKey else { return Int(nodes[child].end) }
        // Without a value the failure is what follows the key.
        return child + 1 < nodes.count ? Int(nodes[child + 1].end) : Int.max
    }

    private func appendKey(_ index: Int, to path: inout String) {
        let key = string(index)
        if isJSONPathWord(key) {
            path += path.isEmpty ? key : ".\(key)"
        } else {
            path += "[\(quotedName(key))]"
        }
    }
}

/// Whether a key can stand in a path as it is.
func isJSONPathWord(_ key: String) -> Bool {
    guard let first = key.utf8.first, key.utf8.count <= nameLimit else { return false }
    let isDigit = UInt8(ascii: "0") <= first && first <= UInt8(ascii: "9")
    return !isDigit && key.utf8.allSatisfy { isWordByte($0) }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "@"):
        true
    default: false
    }
}

/// How many bytes of a name an error repeats: a peer's key must not fill a log.
private let nameLimit = 64

/// A name of the text in quotes, as JSON writes it, cut when it is long.
func quotedName(_ name: String) -> String {
    var writer = JSONWriter(indent: nil)
    writer.string(name.utf8.count > nameLimit ? String(name.unicodeScalars.prefix(nameLimit / 4)) + "…" : name)
    return String(decoding: writer.bytes, as: UTF8.self)
}
