#if canImport(Glibc)
import Glibc
#endif

extension Reader {
    /// A string, which must be UTF-8 whatever the schema's syntax, since a Swift `String` is.
    @usableFromInline @inline(never)
    mutating func string() throws(WireError) -> String {
        let start = next
        let count = try length()
        let bytes = UnsafeBufferPointer(start: next, count: count)
        if count <= 15, isASCII(bytes) {
            // Short strings live inside the String: this way costs 15 ns, validating a span 21.
            next += count
            return String(unsafeUninitializedCapacity: count) { buffer in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(bytes))
                return count
            }
        }
        guard let text = try? UTF8Span(validating: bytes.span) else {
            next = start
            throw .invalidUTF8
        }
        next += count
        return String(copying: text)
    }

    @usableFromInline @inline(never)
    mutating func bytes() throws(WireError) -> Bytes {
        let count = try length()
        let bytes = UnsafeRawBufferPointer(start: next, count: count)
        next += count
        return Bytes(copying: bytes)
    }
}

/// Whether up to 15 bytes are all below 0x80: two overlapping loads that stay inside them.
private func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = bytes.count
    let raw = UnsafeRawBufferPointer(bytes)
    if count >= 8 {
        let bits = raw.loadUnaligned(as: UInt64.self) | raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        return bits & 0x8080_8080_8080_8080 == 0
    }
    if count >= 4 {
        let bits = raw.loadUnaligned(as: UInt32.self) | raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        return bits & 0x8080_8080 == 0
    }
    return bytes.allSatisfy { $0 < 0x80 }
}
