import Logging
import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet

/// A client and a server on one loop that is stepped by hand, with a long way between them: bytes take their time, and
/// only so many pass in a millisecond of virtual time.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class LongWire: @unchecked Sendable {
    /// One direction.
    private struct Way {
        let source: MemoryStream
        let target: MemoryStream
        var travelling: [(due: MonotonicTime, bytes: [UInt8])] = []
    }

    let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    let delay: Duration
    let bytesPerMillisecond: Int
    let channel: Channel
    let client: Connection
    private(set) var server: Connection
    private let owner: ServerConnection
    private var ways: [Way]

    /// - Parameters:
    ///   - delay: how long a byte travels, one way.
    ///   - growth: of the windows of both sides.
    init(
        _ service: NoteService, delay: Duration = .milliseconds(10), bytesPerMillisecond: Int = 100_000,
        growth: WindowGrowth?, account: MemoryAccount? = nil
    ) throws {
        self.delay = delay
        self.bytesPerMillisecond = bytesPerMillisecond
        let loop = loop
        let (clientEnd, clientFar) = try #require(MemoryStream.pair(on: loop, loop, capacity: 256 << 10))
        let (serverEnd, serverFar) = try #require(MemoryStream.pair(on: loop, loop, capacity: 256 << 10))
        ways = [Way(source: clientFar, target: serverFar), Way(source: serverFar, target: clientFar)]

        var registry = MethodRegistry()
        service.register(in: &registry)
        var served = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext)
        served.limits.windowGrowth = growth
        served.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let handlers = HandlerCount(limit: 100)
        owner = ServerConnection(
            loop: loop, router: Router(Array(registry.methods.values)), configuration: served, peer: "test",
            handlers: handlers, admission: LoopAdmission(AdmissionConfiguration(), loop: loop, handlers: handlers),
            memory: account
        ) { _, _ in }
        server = Connection(
            loop: loop, transport: serverEnd, peerAddress: nil, tls: nil,
            http2: try HTTP2Session(
                role: .server, configuration: served.limits.http2Configuration, memory: try HTTP2Memory()),
            owner: owner)

        var configuration = ClientConfiguration(security: .cleartext)
        configuration.windowGrowth = growth
        channel = try Channel(target: Target("test:1"), configuration: configuration, loop: loop) { _, _, completion in
            completion(.failure(RPCError(.unavailable, "no other server")))
        }
        client = Connection(
            loop: loop, transport: clientEnd, peerAddress: nil, tls: nil,
            http2: try HTTP2Session(
                role: .client, configuration: HTTP2Configuration(), memory: try HTTP2Memory()),
            owner: channel)
        loop.onLoop {
            owner.start(server)
            client.start(channel.connectionTerms)
        }
        for _ in 0..<100 { step() }
    }

    deinit {
        loop.onLoop {
            client.close(.local("the test is over"))
            server.close(.local("the test is over"))
            channel.close()
        }
        loop.runUntilIdle()  // handlers that were cancelled end
    }

    /// Opens a call that sends what `send` has it send.
    func call(
        _ method: MethodDescriptor<Note, Note>, _ send: @escaping @Sendable (ClientCall) throws(RPCError) -> Void
    ) throws -> ClientCall {
        let call = ClientCall(path: method.path, options: CallOptions(), channel: channel, whenOpen: send)
        try loop.onLoop { try call.open(on: client) }
        return call
    }

    /// One millisecond.
    func step() {
        loop.advance(by: .milliseconds(1))
        let now = loop.onLoop { loop.now }
        for index in ways.indices {
            take(&ways[index], now)
            deliver(&ways[index], now)
        }
        loop.runUntilIdle()
    }

    private func take(_ way: inout Way, _ now: MonotonicTime) {
        var room = bytesPerMillisecond
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { region in
            while room > 0 {
                let piece = UnsafeMutableRawBufferPointer(rebasing: region.prefix(room))
                guard case .bytes(let count) = way.source.read(into: piece), count > 0 else { return }
                way.travelling.append((now.advanced(by: delay), Array(piece[..<count])))
                room -= count
                loop.runUntilIdle()
            }
        }
    }

    private func deliver(_ way: inout Way, _ now: MonotonicTime) {
        while let first = way.travelling.first, first.due <= now {
            let written = first.bytes.withUnsafeBytes { way.target.write($0) }
            guard case .bytes(let count) = written else { return }
            if count == first.bytes.count {
                way.travelling.removeFirst()
            } else {
                way.travelling[0].bytes.removeFirst(count)
            }
            loop.runUntilIdle()
        }
    }

    /// Lets time pass until the call is over, reading what comes. Returns how long it took.
    func time(of call: ClientCall, atMost limit: Int = 60_000) -> Duration {
        for milliseconds in 0..<limit {
            let isOver = loop.onLoop {
                while case .message = call.poll(Note.self) {}
                return call.ended
            }
            if isOver { return .milliseconds(milliseconds) }
            step()
        }
        return .milliseconds(limit)
    }
}
