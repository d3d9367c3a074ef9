import Glibc
import Martlet

@testable import MartletEventLoop

/// A network in memory and in virtual time, with faults on demand.
final class SimulatedNetwork {
    unowned let simulation: Simulation
    var faults: Faults
    private var random: SeededRandom
    /// Who takes connections, by address.
    private var listeners: [SocketAddress: (host: SimulatedHost, accept: (NetworkStream) -> Void)] = [:]
    private(set) var streams: [NetworkStream] = []
    private var connectionCount = 0
    /// How many more operations may be cut short: a run has its length from elsewhere.
    private var dribbles = 2000

    init(_ simulation: Simulation, _ faults: Faults, _ random: SeededRandom) {
        self.simulation = simulation
        self.faults = faults
        self.random = random
    }

    // MARK: Connecting

    func listen(at address: SocketAddress, on host: SimulatedHost, _ accept: @escaping (NetworkStream) -> Void) {
        listeners[address] = (host, accept)
    }

    func stopListening(at address: SocketAddress) { listeners[address] = nil }

    func connect(from host: SimulatedHost, to address: SocketAddress, _ attempt: SimulatedConnect) {
        if random.chance(faults.silence) { return simulation.disturb() }
        simulation.later(latency() * 2) { [self] in
            guard attempt.isWanted else { return }
            if let listener = listeners[address], !random.chance(faults.refusal) {
                attempt.succeed(establish(from: host, to: listener.host, listener.accept))
            } else {
                simulation.disturb()
                attempt.fail(SystemError(code: ECONNREFUSED, operation: "connect", detail: "\(address)"))
            }
        }
    }

    private func establish(
        from client: SimulatedHost, to server: SimulatedHost, _ accept: @escaping (NetworkStream) -> Void
    ) -> NetworkStream {
        connectionCount += 1
        let lanes = (Lane(capacity: random.pick([500, 4000, 64_000, 256_000])), Lane(capacity: 64_000))
        let monitor = simulation.makeMonitor(of: connectionCount)
        let near = NetworkStream(
            self, on: client, number: connectionCount, lanes.0, lanes.1, monitor: monitor, isClient: true)
        let far = NetworkStream(
            self, on: server, number: connectionCount, lanes.1, lanes.0, monitor: monitor, isClient: false)
        near.join(far)
        far.join(near)
        streams += [near, far]
        post(near, .writable, soon: false)
        post(far, .writable, soon: false)
        simulation.note("connect", connectionCount)
        simulation.later(latency()) { accept(far) }
        return near
    }

    func forgetClosed() { streams.removeAll { $0.isClosed } }

    // MARK: Moods

    func latency() -> Duration { random.milliseconds(faults.latency) }

    /// How many of so many bytes are moved at once.
    func portion(_ count: Int) -> Int {
        guard count > 1, dribbles > 0, random.chance(faults.dribble) else { return count }
        dribbles -= 1
        return min(count, random.pick([1, 1, 2, 8, 9, 10, 100, 1000]))
    }

    func holdsBack(_ stream: NetworkStream, _ readiness: Readiness) -> Bool {
        guard random.chance(faults.again) else { return false }
        post(stream, readiness, soon: true)
        return true
    }

    func failure(of stream: NetworkStream, _ operation: String) -> IOResult? {
        if stream.isClosed { return .failed(SystemError(code: EBADF, operation: operation)) }
        guard random.chance(faults.failure) else { return nil }
        simulation.disturb()
        let codes = [ECONNRESET, EPIPE, ETIMEDOUT, ENOBUFS, ENOMEM, ENETUNREACH, EHOSTUNREACH, EIO]
        return .failed(SystemError(code: random.pick(codes), operation: operation))
    }

    // MARK: Travelling

    func transmit(_ segment: [UInt8], from stream: NetworkStream) {
        var segment = segment
        if random.chance(faults.stall) {
            simulation.disturb()
            let stall = random.milliseconds(10...40_000)
            stream.outgoing.lastArrival = max(stream.outgoing.lastArrival, simulation.now.advanced(by: stall))
        }
        if stream.monitor == nil, random.chance(faults.corruption) {
            simulation.disturb()
            segment[random.number(0...(segment.count - 1))] ^= 1
        }
        if random.chance(faults.reset) { resetSoon(stream) }
        if random.chance(faults.halfClose) { cut(stream) }
        stream.outgoing.onTheWay += segment.count
        travel(from: stream) { peer in
            stream.outgoing.onTheWay -= segment.count
            guard let peer, !peer.isClosed, !stream.outgoing.isCut else { return self.answerWithReset(stream) }
            guard !peer.isBroken else { return }
            self.simulation.note("bytes", stream.number, stream.isClient ? 1 : 0, segment.count, fingerprint(segment))
            stream.outgoing.arrive(segment)
            self.post(peer, .readable, soon: false)
        }
    }

    func transmitEnd(from stream: NetworkStream) {
        travel(from: stream) { peer in
            guard let peer, !stream.outgoing.ended else { return }
            stream.outgoing.ended = true
            self.post(peer, [.readable, .hangup], soon: false)
        }
    }

    func transmitReset(from stream: NetworkStream) {
        travel(from: stream) { $0?.breakOff(ECONNRESET) }
    }

    private func travel(from stream: NetworkStream, _ arrival: @escaping (NetworkStream?) -> Void) {
        let time = max(stream.outgoing.lastArrival, simulation.now.advanced(by: latency()))
        // A nanosecond apart, so that the agenda keeps their order.
        stream.outgoing.lastArrival = time.advanced(by: .nanoseconds(1))
        simulation.at(time) { [weak peer = stream.peer] in arrival(peer) }
    }

    private func answerWithReset(_ stream: NetworkStream) {
        simulation.later(latency()) { [weak stream] in stream?.breakOff(ECONNRESET) }
    }

    func tellRoom(on lane: Lane, to sender: NetworkStream?) {
        guard lane.room > 0, let sender else { return }
        lane.senderWaits = false
        post(sender, .writable, soon: true)
    }

    /// An edge, at once or after what a packet needs.
    func post(_ stream: NetworkStream, _ readiness: Readiness, soon: Bool) {
        if simulation.swallows(readiness) { return }
        guard soon || random.chance(faults.spurious) else { return deliver(readiness, to: stream) }
        if !soon { deliver(readiness, to: stream) }
        simulation.later(latency() + .nanoseconds(1)) { [weak stream] in
            if let stream { self.deliver(readiness, to: stream) }
        }
    }

    private func deliver(_ readiness: Readiness, to stream: NetworkStream) {
        // As epoll does: each report says all that holds by then, so that the end is not forgotten by a later edge.
        let isOver = stream.incoming.ended || stream.isBroken
        let whole = isOver ? readiness.union([.readable, .hangup]) : readiness
        if let descriptor = stream.descriptor { stream.host.poller.post(descriptor, whole) }
    }

    // MARK: Harm

    func resetSoon(_ stream: NetworkStream) {
        simulation.disturb()
        for end in [stream, stream.peer].compactMap(\.self) {
            simulation.later(latency()) { [weak end] in end?.breakOff(ECONNRESET) }
        }
    }

    /// The receiver is told that nothing more comes; the sender learns of it when it sends more.
    func cut(_ stream: NetworkStream) {
        simulation.disturb()
        stream.outgoing.isCut = true
        transmitEnd(from: stream)
    }
}

/// The first bytes of a segment and its length in one number.
private func fingerprint(_ segment: [UInt8]) -> Int {
    segment.prefix(24).reduce(segment.count) { ($0 &* 31) &+ Int($1) }
}
