/// A message in an array of its own, which its `bytes` fields can share: one too large for one read, or one that was
/// decompressed.
///
/// The array grows with what arrives, never with what a peer announces, and never beyond the announced size.
struct LargeMessage {
    /// Smaller messages are decoded where they lie: their fields are seldom worth an array.
    static let smallestBytes = 4 * 1024

    /// What has arrived of it.
    private(set) var bytes: [UInt8] = []
    /// Its size, as announced.
    let byteCount: Int
    /// Whether it has to be decompressed yet.
    let isCompressed: Bool
    /// What it took on the wire, with its prefix.
    let frameBytes: Int

    init(byteCount: Int, isCompressed: Bool) {
        self.byteCount = byteCount
        self.isCompressed = isCompressed
        frameBytes = MessageDeframer.prefixBytes + byteCount
    }

    init(decompressed bytes: [UInt8], frameBytes: Int) {
        self.bytes = bytes
        byteCount = bytes.count
        isCompressed = false
        self.frameBytes = frameBytes
    }

    /// The size of the memory.
    var capacity: Int { bytes.capacity }

    var isWhole: Bool { bytes.count == byteCount }

    /// Takes what belongs to the message from the front of `arrived`, and returns the rest.
    mutating func take(_ arrived: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = min(byteCount - bytes.count, arrived.count)
        if count == 0 { return arrived }
        let needed = bytes.count + count
        if needed > bytes.capacity { bytes.reserveCapacity(min(byteCount, 2 * needed)) }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: arrived.assumingMemoryBound(to: UInt8.self)[..<count]))
        return UnsafeRawBufferPointer(rebasing: arrived.dropFirst(count))
    }
}
