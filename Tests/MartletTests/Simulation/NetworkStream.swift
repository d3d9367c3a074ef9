import Glibc
import Martlet

@testable import MartletEventLoop

/// One end of a simulated TCP connection. It answers as the kernel does: short reads and writes, EAGAIN, edges, FIN
/// and RST, errors that come once; and in whatever mood the network is.
///
/// `@unchecked Sendable`: one thread runs a whole simulation.
final class NetworkStream: ByteStream, @unchecked Sendable {
    unowned let network: SimulatedNetwork
    let host: SimulatedHost
    let number: Int
    let incoming: Lane
    let outgoing: Lane
    private(set) weak var peer: NetworkStream?
    let monitor: WireMonitor?
    let isClient: Bool

    private let handle: Int32
    private(set) var isClosed = false
    private var isWriteShut = false
    /// What the next operation fails with.
    private var pending: Int32?
    private(set) var isBroken = false

    init(
        _ network: SimulatedNetwork, on host: SimulatedHost, number: Int, _ incoming: Lane, _ outgoing: Lane,
        monitor: WireMonitor?, isClient: Bool
    ) {
        self.network = network
        self.host = host
        self.number = number
        self.incoming = incoming
        self.outgoing = outgoing
        self.monitor = monitor
        self.isClient = isClient
        handle = host.poller.makeDescriptor()
    }

    func join(_ other: NetworkStream) { peer = other }

    var descriptor: Int32? { isClosed ? nil : handle }

    func read(into region: UnsafeMutableRawBufferPointer) -> IOResult {
        if let failure = network.failure(of: self, "recv") { return failure }
        if incoming.arrived == 0 { return atEnd("recv") }
        if region.isEmpty { return .bytes(0) }
        if network.holdsBack(self, .readable) { return .wouldBlock }
        let count = network.portion(min(incoming.arrived, region.count))
        incoming.take(count, into: region)
        if incoming.senderWaits { network.tellRoom(on: incoming, to: peer) }
        // A kernel gives less than asked only when no more is there: what is there arrives a little later.
        if count < region.count, incoming.arrived > 0 || incoming.ended { network.post(self, .readable, soon: true) }
        return .bytes(count)
    }

    private func atEnd(_ operation: String) -> IOResult {
        if let code = pending.take() { return .failed(SystemError(code: code, operation: operation)) }
        return incoming.ended || isBroken ? .endOfStream : .wouldBlock
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        if let failure = network.failure(of: self, "send") { return failure }
        if let code = pending.take() { return .failed(SystemError(code: code, operation: "send")) }
        if isWriteShut || isBroken { return .failed(SystemError(code: EPIPE, operation: "send")) }
        if bytes.isEmpty { return .bytes(0) }
        if network.holdsBack(self, .writable) { return .wouldBlock }
        let count = network.portion(min(bytes.count, outgoing.room))
        if count == 0 {
            outgoing.senderWaits = true
            return .wouldBlock
        }
        var segment = Array(bytes.prefix(count))
        monitor?.sent(&segment, byClient: isClient)
        network.transmit(segment, from: self)
        return .bytes(count)
    }

    func shutdownWrite() {
        guard !isWriteShut, !isClosed else { return }
        isWriteShut = true
        network.transmitEnd(from: self)
    }

    /// A kernel that drops bytes which nobody has read says so by RST.
    func close() {
        if isClosed { return }
        let hadBytes = incoming.arrived > 0
        if !isWriteShut, !isBroken { hadBytes ? network.transmitReset(from: self) : network.transmitEnd(from: self) }
        isWriteShut = true
        isClosed = true
        incoming.drop()
    }

    /// The connection is gone: the next operation says why.
    func breakOff(_ code: Int32) {
        guard !isClosed, !isBroken else { return }
        isBroken = true
        pending = code
        network.post(self, [.readable, .writable, .hangup, .failed], soon: false)
    }
}
