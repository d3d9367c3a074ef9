/// Header fields as they came, copied out of the receive buffer in one block and decoded on demand: most handlers
/// never look.
struct RawMetadata: Hashable, Sendable {
    /// For each field the lengths of name and value, four bytes each in the machine's order, then the two.
    private var bytes: [UInt8] = []

    private static let prefixBytes = 8

    var isEmpty: Bool { bytes.isEmpty }
    var byteCount: Int { bytes.count }

    /// The fields in the first `count` bytes.
    func prefix(_ count: Int) -> RawMetadata {
        var prefix = RawMetadata()
        if count > 0 { prefix.bytes = Array(bytes.prefix(count)) }
        return prefix
    }

    /// Where a field ends that begins at `start` and is equal to this one; `nil` when another or none is there.
    func end(of name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, at start: Int) -> Int? {
        let size = Self.prefixBytes + name.count + value.count
        guard bytes.count - start >= size else { return nil }
        return bytes.withUnsafeBytes { all in
            let field = UnsafeRawBufferPointer(rebasing: all[start..<(start + size)])
            guard Int(field.loadUnaligned(as: UInt32.self)) == name.count,
                Int(field.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) == value.count
            else { return nil }
            let text = UnsafeRawBufferPointer(rebasing: field[Self.prefixBytes...])
            guard UnsafeRawBufferPointer(rebasing: text[..<name.count]).equals(name),
                UnsafeRawBufferPointer(rebasing: text[name.count...]).equals(value)
            else { return nil }
            return start + size
        }
    }

    mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let size = Self.prefixBytes + name.count + value.count
        bytes.append(addingCapacity: size) { output in
            output.withUnsafeMutableBufferPointer { room, initialized in
                let room = UnsafeMutableRawBufferPointer(room)
                room.storeBytes(of: UInt32(clamping: name.count), toByteOffset: 0, as: UInt32.self)
                room.storeBytes(of: UInt32(clamping: value.count), toByteOffset: 4, as: UInt32.self)
                let text = UnsafeMutableRawBufferPointer(rebasing: room[Self.prefixBytes...])
                text.copyMemory(from: name)
                UnsafeMutableRawBufferPointer(rebasing: text[name.count...]).copyMemory(from: value)
                initialized += size
            }
        }
    }

    /// The pairs, or those of one lower-case key. Throws `INTERNAL`, naming the key, when a `-bin` value is no Base64.
    func decoded(only key: String? = nil) throws(RPCError) -> Metadata {
        var metadata = Metadata()
        if bytes.isEmpty { return metadata }
        try bytes.withUnsafeBufferPointer { (all) throws(RPCError) in
            let all = UnsafeRawBufferPointer(all)
            var next = 0
            while next < all.count {
                let nameCount = Int(all.loadUnaligned(fromByteOffset: next, as: UInt32.self))
                let valueCount = Int(all.loadUnaligned(fromByteOffset: next + 4, as: UInt32.self))
                let start = next + Self.prefixBytes
                next = start + nameCount + valueCount
                if let key, key.utf8.count != nameCount { continue }
                let name = UnsafeRawBufferPointer(rebasing: all[start..<(start + nameCount)])
                if let key, !name.elementsEqual(key.utf8) { continue }
                let value = UnsafeRawBufferPointer(rebasing: all[(start + nameCount)..<next])
                try Self.decode(name, value, into: &metadata)
            }
        }
        return metadata
    }

    private static func decode(
        _ nameBytes: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer, into metadata: inout Metadata
    ) throws(RPCError) {
        let name = String(decoding: nameBytes, as: UTF8.self)
        let value = trimmed(bytes[...])
        guard name.hasSuffix("-bin") else {
            return metadata.append(Metadata.Entry(key: name, value: .text(String(decoding: value, as: UTF8.self))))
        }
        // A -bin value may be several, joined by commas: an intermediary may have joined them (gRPC over HTTP/2).
        for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let bytes = Base64.decode(trimmed(part)) else {
                throw RPCError(.internalError, "the value of \(name) is not Base64")
            }
            metadata.append(Metadata.Entry(key: name, value: .binary(bytes)))
        }
    }

    /// Without the white space around it, which carries no meaning (gRPC over HTTP/2, "ASCII-Value").
    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var value = value
        while let first = value.first, isSpace(first) { value = value.dropFirst() }
        while let last = value.last, isSpace(last) { value = value.dropLast() }
        return value
    }
}
