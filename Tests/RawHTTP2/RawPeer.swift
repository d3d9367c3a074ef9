import MartletTLS
import Synchronization

/// One end of an HTTP/2 connection that says what a test tells it to say, rules or not:
///
///     let peer = try RawPeer.connect(port: port)
///     try await peer.handshake()
///     peer.send(.headers(1, .call("/a.B/C")), .windowUpdate(1, 0))
///     try await peer.expect(.reset(1, .protocolError))
///
/// It answers nothing by itself. The connection ends with the object.
package final class RawPeer: Sendable {
    /// How long anything may take before a test fails: long, because other tests may hold all threads for a while.
    package static let patience = Duration.seconds(60)

    private let line: SocketLine
    private let isServer: Bool
    private let pings = Atomic<UInt64>(0x7261_7700)

    init(descriptor: Int32, isServer: Bool, makeTLS: (@Sendable () -> TLSSession?)? = nil) throws {
        line = try SocketLine(descriptor: descriptor, skippingPreface: isServer, makeTLS: makeTLS)
        self.isServer = isServer
    }

    deinit { line.stop() }

    /// Ends the connection at once.
    package func close() { line.stop() }

    /// Whether what comes is read. While it is not, the other side fills the socket's buffers.
    package func setReading(_ reads: Bool) { line.setReading(reads) }

    // MARK: Speaking

    /// Sends frames as soon as the other side takes them; never waits. Goes nowhere once the connection is broken.
    package func send(_ frames: Frame...) { line.send(frames.flatMap(\.bytes)) }

    package func send(_ frames: [Frame]) { line.send(frames.flatMap(\.bytes)) }

    package func send(bytes: [UInt8]) { line.send(bytes) }

    /// Waits until everything has been taken; false when the connection broke, or stood still, before.
    @discardableResult
    package func flush(within time: Duration = patience) async -> Bool { await line.flush(until: .now + time) }

    /// Preface and SETTINGS to and fro, each acknowledged. Returns the other side's settings.
    @discardableResult
    package func handshake(_ settings: [Setting] = []) async throws -> [Setting] {
        if isServer { _ = try await expect(.settings) }
        if !isServer { send(bytes: Frame.preface) }
        send(.settings(settings))
        if isServer {
            send(.settingsAck)
            try await expect(.settingsAck)
            return []
        }
        let theirs = try await expect(.settings).frame?.settings ?? []
        send(.settingsAck)
        try await expect(.settingsAck)
        return theirs
    }

    // MARK: Listening

    /// The next thing that comes; nil when nothing comes in time.
    package func next(within time: Duration = patience) async -> Arrival? { await line.next(until: .now + time) }

    /// Passes over what comes until one of `answers` does.
    @discardableResult
    package func expect(_ answers: Answer..., within time: Duration = patience) async throws -> Arrival {
        let deadline = ContinuousClock.now + time
        var seen: [Arrival] = []
        while let arrival = await line.next(until: deadline) {
            if answers.contains(where: { $0.matches(arrival) }) { return arrival }
            seen.append(arrival)
            if arrival.isClosing { break }
        }
        throw MissingAnswer(answers.map(\.description).joined(separator: " or "), after: seen)
    }

    /// GOAWAY with one of the codes, and the end of the connection (RFC 9113 section 5.4.1).
    package func expectConnectionError(_ codes: ErrorCode...) async throws { try await expectConnectionError(codes) }

    package func expectConnectionError(_ codes: [ErrorCode]) async throws {
        try await expect(Answer("GOAWAY \(codes)") { $0.frame?.kind == .goAway && codes.contains($0.frame?.errorCode) })
        try await expect(.closed)
    }

    /// RST_STREAM with one of the codes (RFC 9113 section 5.4.2), and a connection that goes on.
    package func expectStreamError(_ stream: UInt32, _ codes: ErrorCode...) async throws {
        try await expectStreamError(stream, codes)
    }

    package func expectStreamError(_ stream: UInt32, _ codes: [ErrorCode]) async throws {
        try await expect(.reset(stream, codes))
        try await roundTrip()
    }

    /// Sends PING and returns what came before its answer: nothing, when all that was sent before was ignored.
    @discardableResult
    package func roundTrip(within time: Duration = patience) async throws -> [Frame] {
        let payload = pings.wrappingAdd(1, ordering: .relaxed).newValue
        send(.ping(payload))
        let pong = Answer.pong(payload)
        let deadline = ContinuousClock.now + time
        var seen: [Arrival] = []
        while let arrival = await line.next(until: deadline), !arrival.isClosing {
            if pong.matches(arrival) { return seen.compactMap(\.frame) }
            seen.append(arrival)
        }
        throw MissingAnswer(pong.description, after: seen)
    }

    /// Everything of one stream until it has ended.
    package func response(_ stream: UInt32, within time: Duration = patience) async throws -> Response {
        let deadline = ContinuousClock.now + time
        var response = Response()
        var seen: [Arrival] = []
        while let arrival = await line.next(until: deadline), let frame = arrival.frame {
            seen.append(arrival)
            guard frame.stream == stream else { continue }
            response.take(frame, fields: arrival.fields)
            if response.isOver { return response }
        }
        throw MissingAnswer(Answer.end(of: stream).description, after: seen)
    }
}

extension [ErrorCode] {
    fileprivate func contains(_ code: ErrorCode?) -> Bool { code.map { contains($0) } == true }
}
