import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet
@testable import RawHTTP2

/// A client's connection on a loop that is stepped by hand, in virtual time, and a server that writes whatever frames a
/// test makes up.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class RawFarServer: @unchecked Sendable {
    let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    let connection: Connection
    private let far: MemoryStream
    private let channel: Channel
    private(set) var arrivals: [Arrival] = []
    private var parser = ArrivalParser(skippingPreface: true)

    init(_ change: (inout ClientConfiguration) -> Void = { _ in }) throws {
        let loop = loop
        let (near, far) = try #require(MemoryStream.pair(on: loop, loop, capacity: 1 << 20))
        self.far = far
        var configuration = ClientConfiguration(security: .cleartext)
        change(&configuration)
        channel = try Channel(target: Target("test:1"), configuration: configuration, loop: loop) { _, _, completion in
            completion(.failure(RPCError(.unavailable, "no other server")))
        }
        connection = Connection(
            loop: loop, transport: near, peerAddress: nil, tls: nil,
            http2: try HTTP2Session(role: .client, configuration: HTTP2Configuration(), memory: try HTTP2Memory()),
            owner: channel)
        loop.onLoop { connection.start(channel.connectionTerms) }
        send(.settings(), .settingsAck)
    }

    /// A connection and its owner hold each other until it closes.
    deinit {
        loop.onLoop {
            connection.close(.local("the test is over"))
            channel.close()
        }
    }

    /// Makes a call on the next stream: 1, 3, and so on.
    func call() throws -> ClientCall {
        let call = ClientCall(
            path: NoteService.Methods.expand.path, options: CallOptions(), channel: channel
        ) { call throws(RPCError) in
            try call.enqueue(Note("request"))
            call.halfClose()
        }
        try loop.onLoop { try call.open(on: connection) }
        settle()
        return call
    }

    func send(_ frames: Frame...) { send(bytes: frames.flatMap(\.bytes)) }

    /// Writes as fast as the client takes it; what comes after the end is lost.
    func send(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, !connection.isClosed {
            let written = rest.prefix(16_384).withUnsafeBytes { far.write($0) }
            if case .bytes(let count) = written { rest = rest.dropFirst(count) }
            settle()
        }
        settle()
    }

    func settle() {
        repeat { loop.runUntilIdle() } while read()
    }

    private func read() -> Bool {
        let more = far.takeArrivals(&parser)
        arrivals += more
        return !more.isEmpty
    }

    var frames: [Frame] { arrivals.compactMap(\.frame) }
    /// The code and the debug data of each GOAWAY.
    var goAways: [String] {
        frames.filter { $0.kind == .goAway }.map { "\($0.errorCode ?? .noError) \($0.debugText ?? "")" }
    }
}
