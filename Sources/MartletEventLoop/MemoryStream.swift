/// One end of a connection that lives in memory, for loops that are stepped by hand. It behaves as a socket does: it
/// holds only so much, takes writes in part, reports edges, and fails where it is told to.
package final class MemoryStream: ByteStream {
    /// How many bytes it holds for the peer before writes would block. It may be changed at any time.
    package var capacity: Int { didSet { reportRoom() } }
    /// The most that one write takes, and that one read gives; to see a caller through partial operations.
    package var largestWrite = Int.max
    package var largestRead = Int.max
    /// What the next write, or read, fails with.
    package var nextWriteError: SystemError?
    package var nextReadError: SystemError?
    /// All that was ever written to it.
    package private(set) var bytesWritten = 0
    /// All that was ever read from it.
    package private(set) var bytesRead = 0
    /// True once the peer cannot expect more from this end.
    package private(set) var isWriteShut = false

    private let poller: ManualPoller
    private let number: Int32
    private weak var peer: MemoryStream?
    private var isClosed = false
    /// Written by the peer, not yet read here.
    private var incoming: [UInt8] = []
    /// The peer said that nothing more comes.
    private var incomingEnded = false
    private var writerIsBlocked = false

    private init(_ poller: ManualPoller, _ capacity: Int) {
        self.poller = poller
        self.capacity = capacity
        number = poller.makeDescriptor()
    }

    /// Two connected ends, on one loop or two that are stepped by hand. Nil for a loop with a thread.
    package static func pair(
        on first: EventLoop, _ second: EventLoop, capacity: Int = 64 * 1024
    ) -> (MemoryStream, MemoryStream)? {
        guard let one = first.poller as? ManualPoller, let two = second.poller as? ManualPoller else { return nil }
        let ends = (MemoryStream(one, capacity), MemoryStream(two, capacity))
        ends.0.peer = ends.1
        ends.1.peer = ends.0
        one.post(ends.0.number, .writable)
        two.post(ends.1.number, .writable)
        return ends
    }

    package var descriptor: Int32? { isClosed ? nil : number }

    package func read(into region: UnsafeMutableRawBufferPointer) -> IOResult {
        if isClosed { return .failed(SystemError(code: 9, operation: "recv", detail: "memory")) }
        if let error = nextReadError.take() { return .failed(error) }
        let count = min(incoming.count, region.count, largestRead)
        if count == 0 {
            if region.isEmpty { return .bytes(0) }
            return incomingEnded && incoming.isEmpty ? .endOfStream : .wouldBlock
        }
        region.copyBytes(from: incoming[..<count])
        incoming.removeFirst(count)
        bytesRead += count
        peer?.reportRoom()
        // A socket gives less than asked only when it has no more, so who gets less may stop and wait for an edge.
        if count < region.count, !incoming.isEmpty || incomingEnded { report(.readable) }
        return .bytes(count)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        if isClosed { return .failed(SystemError(code: 9, operation: "send", detail: "memory")) }
        if let error = nextWriteError.take() { return .failed(error) }
        guard let peer, !peer.isClosed, !isWriteShut else {
            return .failed(SystemError(code: 32, operation: "send", detail: "memory"))
        }
        let count = min(bytes.count, capacity - peer.incoming.count, largestWrite)
        if count <= 0 {
            writerIsBlocked = !bytes.isEmpty
            return bytes.isEmpty ? .bytes(0) : .wouldBlock
        }
        peer.incoming.append(contentsOf: bytes.prefix(count))
        bytesWritten += count
        peer.report(.readable)
        if count < bytes.count {
            writerIsBlocked = true
            reportRoom()
        }
        return .bytes(count)
    }

    package func shutdownWrite() {
        if isWriteShut { return }
        isWriteShut = true
        peer?.incomingEnded = true
        peer?.report([.readable, .hangup])
    }

    package func close() {
        if isClosed { return }
        shutdownWrite()
        isClosed = true
        incoming = []
        peer?.reportRoom()
    }

    private func report(_ readiness: Readiness) {
        if !isClosed { poller.post(number, readiness) }
    }

    /// Room after a write that found none is an edge.
    private func reportRoom() {
        guard writerIsBlocked else { return }
        let free = peer.map { $0.isClosed ? 1 : capacity - $0.incoming.count } ?? 1
        if free > 0 {
            writerIsBlocked = false
            report(.writable)
        }
    }
}
