/// Bytes in the order in which they came, contiguous, in memory of its own.
///
/// Grows with what arrives, never with what a peer announces, and gives large storage back once empty.
struct ByteQueue: ~Copyable {
    /// An empty queue keeps storage up to this size.
    private static let retainedCapacity = 16 * 1024

    private var storage: UnsafeMutableRawBufferPointer
    private var head = 0
    private var tail = 0

    /// An empty queue that holds no memory.
    init() { storage = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

    deinit { storage.deallocate() }

    var count: Int { tail - head }
    /// The size of the memory.
    var capacity: Int { storage.count }
    var isEmpty: Bool { tail == head }

    /// The bytes, first in first; valid until the queue changes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[head..<tail]) }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        makeRoom(for: bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: storage[tail..<(tail + bytes.count)]).copyMemory(from: bytes)
        tail += bytes.count
    }

    /// Drops up to `count` bytes from the front.
    mutating func discard(_ count: Int) {
        head = min(head + count, tail)
        if head == tail { removeAll() }
    }

    mutating func removeAll() {
        head = 0
        tail = 0
        if storage.count > Self.retainedCapacity { giveMemoryBack() }
    }

    /// Empties the queue, and keeps nothing.
    mutating func close() {
        head = 0
        tail = 0
        giveMemoryBack()
    }

    private mutating func giveMemoryBack() {
        storage.deallocate()
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    private mutating func makeRoom(for more: Int) {
        guard storage.count - tail < more else { return }
        let count = self.count
        if storage.count - count >= more, head >= count {
            storage.copyMemory(from: bytes)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(storage.count * 2, count + more, 512), alignment: 16)
            if count > 0 { larger.copyMemory(from: bytes) }
            storage.deallocate()
            storage = larger
        }
        head = 0
        tail = count
    }
}
