/// A message too large for one read, put together in an array of its own, which its `bytes` fields can share.
///
/// The array grows with what arrives, never with what a peer announces, and never beyond the announced size.
struct LargeMessage {
    /// Smaller messages are decoded where they lie: their fields are seldom worth an array.
    static let smallestBytes = 4 * 1024

    /// What has arrived of it.
    private(set) var bytes: [UInt8] = []
    /// Its size, as announced.
    let byteCount: Int

    init(byteCount: Int) { self.byteCount = byteCount }

    /// The size of the memory.
    var capacity: Int { bytes.capacity }

    var isWhole: Bool { bytes.count == byteCount }

    /// Takes what belongs to the message from the front of `arrived`, and returns the rest.
    mutating func take(_ arrived: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = min(byteCount - bytes.count, arrived.count)
        let needed = bytes.count + count
        if needed > bytes.capacity { bytes.reserveCapacity(min(byteCount, 2 * needed)) }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: arrived.assumingMemoryBound(to: UInt8.self)[..<count]))
        return UnsafeRawBufferPointer(rebasing: arrived.dropFirst(count))
    }
}
