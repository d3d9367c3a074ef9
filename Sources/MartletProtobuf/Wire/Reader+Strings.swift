#if canImport(Glibc)
import Glibc
#endif

extension Reader {
    /// A string, which must be UTF-8 whatever the schema's syntax, since a Swift `String` is.
    @usableFromInline @inline(never)
    mutating func string() throws(WireError) -> String {
        let start = next
        let count = try length()
        let body = next
        next += count
        if count <= 15, let text = shortASCII(body, count) { return text }
        let bytes = UnsafeBufferPointer(start: body, count: count)
        if count > 15, isASCII(body, count) {
            return String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: true))
        }
        guard let text = try? UTF8Span(validating: bytes.span) else {
            next = start
            throw .invalidUTF8
        }
        return String(copying: text)
    }

    @usableFromInline @inline(never)
    mutating func bytes() throws(WireError) -> Bytes {
        let count = try length()
        let start = next
        next += count
        if count >= Bytes.smallestSlice, let slice = slice(from: start) { return slice }
        return Bytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    }

    /// What was read since `start` as part of the owner; nil when there is none, or a copy is better.
    private func slice(from start: UnsafePointer<UInt8>) -> Bytes? {
        guard let owner = owner?.pointee else { return nil }
        return owner.slice(owner.count - (limit - start)..<owner.count - (limit - next))
    }
}

/// A string of up to 15 bytes, if they are ASCII. Such a string lives inside the `String`, whose initializer reads
/// what is written here back as two words: written byte by byte or with stores that overlap, that would have to
/// wait for the cache.
@inline(__always)
private func shortASCII(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> String? {
    let head = word(bytes, min(count, 8))
    let tail = count > 8 ? word(bytes + 8, count &- 8) : 0
    guard (head | tail) & 0x8080_8080_8080_8080 == 0 else { return nil }
    return String(unsafeUninitializedCapacity: 15) { buffer in
        let text = UnsafeMutableRawBufferPointer(buffer)
        text.storeBytes(of: head, as: UInt64.self)
        if count > 8 {
            text.storeBytes(of: UInt32(truncatingIfNeeded: tail), toByteOffset: 8, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: tail &>> 24), toByteOffset: 11, as: UInt32.self)
        }
        return count
    }
}

/// Up to eight bytes as a number, the first lowest: two or three loads that may overlap but stay inside them.
@inline(__always)
private func word(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    if count >= 4 {
        let low = UInt64(raw.loadUnaligned(as: UInt32.self))
        let high = UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        return low | high &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
    }
    guard count > 0 else { return 0 }
    let middle = count &>> 1
    return UInt64(bytes[0]) | UInt64(bytes[middle]) &<< UInt64(truncatingIfNeeded: middle &* 8)
        | UInt64(bytes[count &- 1]) &<< UInt64(truncatingIfNeeded: (count &- 1) &* 8)
}

/// Whether eight bytes or more are all below 0x80.
@inline(__always)
private func isASCII(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let raw = UnsafeRawPointer(bytes)
    var bits = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    for offset in stride(from: 0, to: count &- 8, by: 8) {
        bits |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    return bits & 0x8080_8080_8080_8080 == 0
}
