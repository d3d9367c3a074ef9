/// Reads the fields of a message, one after the other, from bytes that it borrows.
///
/// Only the runtime makes one, for the duration of a decode, and it can be neither copied nor made by others:
/// that is why code that uses it needs no `unsafe`. Every read checks the bounds of the innermost message.
/// After an error a reader stands at the value that failed and is good for nothing else.
@safe
public struct Reader: ~Copyable {
    /// The next byte to read; never after `end`.
    @usableFromInline var next: UnsafePointer<UInt8>
    /// The end of the innermost message.
    @usableFromInline var end: UnsafePointer<UInt8>
    /// The end of all bytes: up to here memory may be loaded, though only what is before `end` may be taken.
    @usableFromInline let limit: UnsafePointer<UInt8>
    /// Where the tag that was read last begins, to keep an unknown field whole.
    @usableFromInline var tagStart: UnsafePointer<UInt8>
    /// How many more levels of messages may begin.
    @usableFromInline var remainingDepth: Int
    /// How many more bytes the elements of repeated fields may take.
    @usableFromInline var remainingElementMemory: Int
    /// How many more bytes of unknown fields may be kept.
    var remainingUnknownBytes: Int
    let keepsUnknownFields: Bool
    /// What all bytes are, where large `bytes` fields may stay slices of it. Borrowed like them, so that a reader
    /// counts no reference.
    let owner: UnsafePointer<Bytes>?

    @usableFromInline
    init(
        _ bytes: UnsafePointer<UInt8>, count: Int, options: DecodingOptions, owner: UnsafePointer<Bytes>? = nil
    ) {
        next = bytes
        end = bytes + count
        limit = end
        tagStart = bytes
        remainingDepth = options.nestingLimit
        remainingElementMemory = options.elementMemoryLimit
        remainingUnknownBytes = options.unknownFieldLimit
        keepsUnknownFields = !options.discardUnknownFields
        self.owner = owner
    }

    /// The tag of the next field, or nil at the end of the message.
    @inlinable @inline(__always)
    public mutating func nextTag() throws(WireError) -> UInt32? {
        guard next < end else { return nil }
        tagStart = next
        let first = UInt32(next[0])
        if first < 0x80 {
            next += 1
            return first
        }
        if end - next >= 2, next[1] < 0x80 {
            let second = UInt32(next[1])
            next += 2
            return first & 0x7f | second &<< 7
        }
        return try longTag()
    }

    /// A tag of any length. Five bytes hold every tag; more are refused, as C++ and upb do.
    @usableFromInline @inline(never)
    mutating func longTag() throws(WireError) -> UInt32 {
        let value = try longVarint()
        guard next - tagStart <= 5, value <= UInt32.max else {
            next = tagStart
            throw .tagOrLengthTooLong
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// Whether the next field has this tag too; if so, steps over it. Knows tags of one and two bytes.
    @inlinable @inline(__always)
    mutating func skipTag(_ tag: UInt32) -> Bool {
        if tag < 0x80 {
            guard next < end, UInt32(next[0]) == tag else { return false }
            tagStart = next
            next += 1
            return true
        }
        guard tag < 0x4000, end - next >= 2, UInt32(next[0]) == tag & 0x7f | 0x80, UInt32(next[1]) == tag &>> 7
        else { return false }
        tagStart = next
        next += 2
        return true
    }

    /// Takes the memory of one element from what the message may use beyond its bytes.
    @inlinable @inline(__always)
    mutating func charge(_ byteCount: Int) throws(WireError) {
        // Both are non-negative sizes, far from Int.max apart, so the difference cannot wrap.
        remainingElementMemory &-= byteCount
        guard remainingElementMemory >= 0 else { try WireError.elementMemoryExceeded.raise() }
    }
}
