extension Writer {
    /// A string with its tag; one without presence is left out when it is empty.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func string(_ tag: UInt32, _ value: String, hasPresence: Bool) {
        let isWritten: Void? = value.utf8.withContiguousStorageIfAvailable { text in
            if text.isEmpty, !hasPresence { return }
            if next - low >= text.count || !refer(to: text, of: value) {
                // Not `-=`, which asks first whether the count can be negated.
                next += 0 &- text.count
                copyText(text, to: next)
            }
            lengthAndTag(text.count, tag)
        }
        if isWritten == nil { writeBridged(tag, value) }
    }

    /// Remembers a text for which there is no room, if it is long; else makes room, and returns false.
    @inline(never)
    private mutating func refer(to text: UnsafeBufferPointer<UInt8>, of string: String) -> Bool {
        let isLong = text.count >= Self.smallestReference
        if isLong { refer(to: UnsafeRawBufferPointer(text), of: string) }
        reserve(isLong ? 0 : text.count)
        return isLong
    }

    /// A string whose text is not UTF-8 in one piece, as one that a foreign framework has made.
    @inline(never)
    private mutating func writeBridged(_ tag: UInt32, _ value: String) {
        let count = value.utf8.count
        reserve(count)
        next -= count
        var place = next
        for byte in value.utf8 {
            place[0] = byte
            place += 1
        }
        lengthAndTag(count, tag)
    }

    /// Bytes with their tag: copied at once, or, when there are many, not before the message is whole.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func bytes(_ tag: UInt32, _ value: Bytes) {
        let count = value.count
        if count >= Self.smallestReference {
            refer(to: value)
            reserve(0)
        } else {
            value.withUnsafeBytes { bytes($0) }
        }
        lengthAndTag(count, tag)
    }

    /// From here on a copy saved is worth what it takes to remember the bytes.
    @inlinable static var smallestReference: Int { 4096 }

    /// Out of line, as hardly any message has some.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func copy(_ fields: UnknownFields) {
        if fields.byteCount >= Self.smallestReference {
            refer(to: Bytes(fields.bytes))
        } else {
            fields.withUnsafeBytes { bytes($0) }
        }
    }

    /// The memory of numbers, as they are on the wire, with room for a length and a tag in front.
    @inlinable @inline(__always)
    mutating func packed<Value: BitwiseCopyable & Sendable>(_ values: [Value]) {
        values.withUnsafeBytes { memory in
            if memory.count >= Self.smallestReference { refer(to: memory, of: values) } else { bytes(memory) }
        }
    }

    /// Leaves room for a length and a tag.
    @usableFromInline
    mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        next -= bytes.count
        UnsafeMutableRawBufferPointer(start: next, count: bytes.count).copyMemory(from: bytes)
    }
}

/// Copies a string's text. Most strings have up to 15 bytes, which Swift has just spilled to the stack as two
/// words to lend them out: copied word by word this takes 2.6 ns, with a call of memcpy 7.5. No load may cross
/// from one word into the other, as the processor would wait for both to reach the cache. Longer ones lie in memory,
/// where loads may overlap, and a call pays off only beyond 64 bytes.
@inline(__always)
private func copyText(_ text: UnsafeBufferPointer<UInt8>, to destination: UnsafeMutablePointer<UInt8>) {
    guard let first = text.baseAddress else { return }
    let (source, target) = (UnsafeRawPointer(first), UnsafeMutableRawPointer(destination))
    switch text.count {
    case 0..<8:
        copyShort(source, to: target, text.count)
    case 8..<16:
        target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
        copyShort(source + 8, to: target + 8, text.count &- 8)
    case 16...32:
        copyEnds(of: source, to: target, text.count, as: SIMD2<UInt64>.self)
    case 33...64:
        copyEnds(of: source, to: target, text.count, as: SIMD4<UInt64>.self)
    default:
        target.copyMemory(from: source, byteCount: text.count)
    }
}

/// Copies the first bytes and the last ones, each as one vector: all of them when they are no more than two vectors.
@inline(__always)
private func copyEnds<Vector: BitwiseCopyable>(
    of source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int, as _: Vector.Type
) {
    let offset = count &- MemoryLayout<Vector>.size
    let (head, tail) = (source.loadUnaligned(as: Vector.self),
        source.loadUnaligned(fromByteOffset: offset, as: Vector.self))
    target.storeBytes(of: head, as: Vector.self)
    target.storeBytes(of: tail, toByteOffset: offset, as: Vector.self)
}

/// Copies up to seven bytes with loads that may overlap but stay inside them.
@inline(__always)
private func copyShort(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int) {
    if count >= 4 {
        let (head, tail) = (source.loadUnaligned(as: UInt32.self),
            source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        target.storeBytes(of: head, as: UInt32.self)
        target.storeBytes(of: tail, toByteOffset: count &- 4, as: UInt32.self)
    } else if count > 0 {
        let middle = count &>> 1
        let bytes = (source.load(as: UInt8.self), source.load(fromByteOffset: middle, as: UInt8.self),
            source.load(fromByteOffset: count &- 1, as: UInt8.self))
        target.storeBytes(of: bytes.0, as: UInt8.self)
        target.storeBytes(of: bytes.1, toByteOffset: middle, as: UInt8.self)
        target.storeBytes(of: bytes.2, toByteOffset: count &- 1, as: UInt8.self)
    }
}
