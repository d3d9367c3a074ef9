/// One representation of a header block (RFC 7541 section 6). A test says which; no state is kept here, so that the
/// wrong ones come as easily as the right ones.
package struct HeaderRepresentation: Hashable, Sendable {
    package enum Indexing: Hashable, Sendable {
        /// The field enters the dynamic table.
        case incremental
        case without
        /// The field must not enter a table on the way either.
        case never
    }

    package var bytes: [UInt8]

    /// Bytes as they are.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// An entry of the tables: 1 to 61 are static, 62 is the newest dynamic one.
    package static func indexed(_ index: Int) -> HeaderRepresentation {
        HeaderRepresentation(bytes: integer(index, prefix: 7, first: 0x80))
    }

    package static func literal(
        _ name: String, _ value: String, _ indexing: Indexing = .without, huffman: Bool = false
    ) -> HeaderRepresentation {
        let (prefix, first) = start(indexing)
        return HeaderRepresentation(
            bytes: integer(0, prefix: prefix, first: first) + string(name, huffman: huffman)
                + string(value, huffman: huffman))
    }

    /// A literal whose name is an entry of the tables.
    package static func literal(
        nameAt index: Int, _ value: String, _ indexing: Indexing = .without, huffman: Bool = false
    ) -> HeaderRepresentation {
        let (prefix, first) = start(indexing)
        return HeaderRepresentation(
            bytes: integer(index, prefix: prefix, first: first) + string(value, huffman: huffman))
    }

    /// A literal whose value is Huffman code as it stands here, well formed or not.
    package static func literal(_ name: String, huffmanCode code: [UInt8]) -> HeaderRepresentation {
        HeaderRepresentation(
            bytes: [0] + string(name, huffman: false) + integer(code.count, prefix: 7, first: 0x80) + code)
    }

    package static func tableSize(_ size: Int) -> HeaderRepresentation {
        HeaderRepresentation(bytes: integer(size, prefix: 5, first: 0x20))
    }

    private static func start(_ indexing: Indexing) -> (prefix: Int, first: UInt8) {
        switch indexing {
        case .incremental: (6, 0x40)
        case .without: (4, 0x00)
        case .never: (4, 0x10)
        }
    }

    private static func string(_ text: String, huffman: Bool) -> [UInt8] {
        let bytes = huffman ? HuffmanCode.encode(Array(text.utf8)) : Array(text.utf8)
        return integer(bytes.count, prefix: 7, first: huffman ? 0x80 : 0) + bytes
    }

    /// RFC 7541 section 5.1.
    private static func integer(_ value: Int, prefix: Int, first: UInt8) -> [UInt8] {
        let limit = (1 << prefix) - 1
        if value < limit { return [first | UInt8(value)] }
        var rest = value - limit
        var bytes = [first | UInt8(limit)]
        while rest >= 128 {
            bytes.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension [HeaderRepresentation] {
    /// The block that they make.
    package var block: [UInt8] { flatMap(\.bytes) }
}
