@testable import MartletEventLoop

/// One direction of a simulated connection: what is on its way, and what has arrived and is not read yet.
final class Lane {
    let capacity: Int
    /// Bytes that travel.
    var onTheWay = 0
    /// When the last of them arrives: nothing overtakes it.
    var lastArrival = MonotonicTime(nanoseconds: 0)
    /// The sender was told that there was no room.
    var senderWaits = false
    /// The receiver knows that nothing more comes.
    var ended = false
    /// The network lost this direction: what is sent is answered with a reset.
    var isCut = false

    private var bytes: [UInt8] = []
    private var read = 0

    init(capacity: Int) { self.capacity = capacity }

    var arrived: Int { bytes.count - read }
    var room: Int { max(0, capacity - onTheWay - arrived) }

    func arrive(_ segment: [UInt8]) { bytes += segment }

    func take(_ count: Int, into region: UnsafeMutableRawBufferPointer) {
        region.copyBytes(from: bytes[read..<(read + count)])
        read += count
        if read == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            read = 0
        } else if read > 64 * 1024 {
            bytes.removeFirst(read)
            read = 0
        }
    }

    func drop() {
        bytes = []
        read = 0
    }
}
