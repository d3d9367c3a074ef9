/// Writes a message from its end to its beginning: the length that stands in front of a sub-message or packed field
/// is known once that is written, so one pass over the message is enough.
///
/// Only the runtime makes one, for the duration of an encoding. It begins in memory that it is given, on the stack,
/// and goes on in memory of its own when that is full; what it has written stays where it is until it is copied out.
@safe
public struct Writer: ~Copyable {
    /// The byte that was written last; the next one goes in front of it.
    @usableFromInline var next: UnsafeMutablePointer<UInt8>
    /// While `next` is not below, there is room in front of it for a tag and a varint.
    @usableFromInline var low: UnsafeMutablePointer<UInt8>
    /// Where the memory ends that is being filled.
    @usableFromInline var end: UnsafeMutablePointer<UInt8>
    /// The address that lies as far behind `next` as there are bytes written: `end`, and further with each byte that
    /// stands behind it.
    @usableFromInline var origin: UInt
    /// Those bytes; nil while there are none.
    @usableFromInline var behind: WrittenParts?
    /// Whether maps are written in the order of their keys.
    @usableFromInline package let sortsMaps: Bool

    /// A tag takes five bytes at most, a varint ten; and writing one may touch the eight bytes in front of its end.
    @inlinable static var headSize: Int { 24 }

    /// - Parameter memory: not empty.
    @inlinable @inline(__always)
    init(_ memory: UnsafeMutableBufferPointer<UInt8>, _ options: EncodingOptions) {
        let start = memory.baseAddress.unsafelyUnwrapped
        low = start + Self.headSize
        end = start + memory.count
        next = end
        origin = UInt(bitPattern: end)
        sortsMaps = options.deterministic
    }

    /// The bytes written. Wrapping additions: the sum of sizes of values that are in memory at once stays far below
    /// Int.max.
    @inlinable @inline(__always)
    var count: Int { Int(bitPattern: origin &- UInt(bitPattern: next)) }

    /// What stands in the memory that is being filled.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: next, count: end - next) }

    /// Makes room for `count` bytes, and for a tag and a length in front of them.
    @inlinable @inline(__always)
    mutating func reserve(_ count: Int) {
        if next - low < count { makeRoom(count) }
    }

    /// Releases nothing that others hold, like all that is compiled once and called here: the compiler would
    /// otherwise retain every key and value of a map around the call.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func makeRoom(_ size: Int) {
        setAside()
        guard next - low < size else { return }
        let before = count
        let chunk = parts().allocate(atLeast: size + Self.headSize)
        low = chunk.start + Self.headSize
        end = chunk.start + chunk.count
        next = end
        origin = UInt(bitPattern: next) &+ UInt(bitPattern: before)
    }

    /// Bytes that are not copied before the message is whole.
    mutating func refer(to bytes: Bytes) {
        setAside()
        if !isTooLong { parts().list.append(.bytes(bytes)) }
        origin &+= UInt(bitPattern: bytes.count)
    }

    /// The memory of an array or a long string, which stays where it is as long as its owner is held.
    @usableFromInline
    mutating func refer(to memory: UnsafeRawBufferPointer, of owner: any Sendable) {
        setAside()
        if !isTooLong { parts().list.append(.held(memory, owner)) }
        origin &+= UInt(bitPattern: memory.count)
    }

    /// Makes a part of what stands in the memory that is being filled. Of a message beyond all limits only the bytes
    /// are counted, so that the error can tell them: its memory is used again.
    private mutating func setAside() {
        let written = written
        if isTooLong {
            next = end
            origin &+= UInt(bitPattern: written.count)
        } else {
            if !written.isEmpty { parts().list.append(.memory(written)) }
            end = next
        }
    }

    /// Protobuf allows a message 2 GiB - 1 byte.
    @usableFromInline var isTooLong: Bool { count > Int(Int32.max) }

    private mutating func parts() -> WrittenParts {
        if let behind { return behind }
        let parts = WrittenParts()
        behind = parts
        return parts
    }

    /// Copies the message to the beginning of a region.
    @usableFromInline
    func copy(to region: UnsafeMutableRawBufferPointer) {
        // The caller's mistake, not a peer's: writing on would overrun the region.
        precondition(region.count >= count, "the region is smaller than the message's encoded size")
        guard let start = region.baseAddress else { return }
        let written = written
        region.copyMemory(from: written)
        behind?.copy(to: start + written.count)
    }
}
