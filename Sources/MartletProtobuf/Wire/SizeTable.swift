/// The sizes of a message's sub-messages and packed fields, in the order in which they are written.
///
/// The first pass of encoding fills it, the second reads it, so that no size is computed twice. It lives in
/// memory that the encoder has on its stack and moves to the heap only when that is full.
@usableFromInline
struct SizeTable: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt32>
    @usableFromInline var count = 0
    @usableFromInline var capacity: Int
    @usableFromInline var isOnHeap = false

    @usableFromInline
    init(_ scratch: UnsafeMutableBufferPointer<UInt32>) {
        base = scratch.baseAddress ?? UnsafeMutablePointer.allocate(capacity: 0)
        capacity = scratch.count
    }

    /// Takes the next place, which is filled once the size is known: sub-messages stand after their parent.
    @inlinable @inline(__always)
    mutating func reserve() -> Int {
        if count == capacity { grow() }
        count &+= 1
        return count &- 1
    }

    /// Sizes beyond 4 GiB are cut off here; the whole message is then refused for its size, which is not cut.
    @inlinable @inline(__always)
    mutating func set(_ place: Int, _ size: Int) {
        base[place] = UInt32(truncatingIfNeeded: size)
    }

    @usableFromInline @inline(never)
    mutating func grow() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 4 + 4)
        larger.update(from: base, count: count)
        if isOnHeap { base.deallocate() }
        base = larger
        capacity = capacity * 4 + 4
        isOnHeap = true
    }

    @inlinable
    deinit {
        if isOnHeap { base.deallocate() }
    }
}
