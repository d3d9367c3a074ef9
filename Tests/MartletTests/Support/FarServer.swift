import MartletEventLoop
import MartletHTTP2
import Synchronization
import Testing

@testable import Martlet

/// A number that closures may raise.
final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}

/// A client's connection on a loop that is stepped by hand, and a bare HTTP/2 session as the server: each test says
/// what the server answers, right or wrong.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class FarServer: @unchecked Sendable {
    let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    let session: HTTP2Session
    let near: MemoryStream
    let far: MemoryStream
    let connection: Connection
    let channel: Channel
    /// How often the channel looked for another way to the server; there is none.
    let lookups = Counter()
    private(set) var requests: [(stream: HTTP2Stream, headers: [String: String])] = []
    private(set) var resets: [Int32: HTTP2ErrorCode] = [:]

    /// What came on each stream.
    private(set) var bodies: [Int32: [UInt8]] = [:]

    init(
        keepalive: Keepalive? = nil, client change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws {
        (near, far) = try #require(MemoryStream.pair(on: loop, loop, capacity: 1 << 20))
        session = try HTTP2Session(role: .server, configuration: HTTP2Configuration(), memory: try HTTP2Memory())
        let loop = loop
        let lookups = lookups
        var configuration = ClientConfiguration(security: .cleartext)
        configuration.keepalive = keepalive
        change(&configuration)
        channel = try Channel(
            target: Target("test:1"), configuration: configuration, loop: loop
        ) { _, _, completion in
            lookups.increment()
            completion(.failure(RPCError(.unavailable, "no other server")))
        }
        let near = near
        let http2 = try HTTP2Session(role: .client, configuration: HTTP2Configuration(), memory: try HTTP2Memory())
        let made = Connection(loop: loop, transport: near, peerAddress: nil, tls: nil, http2: http2, owner: channel)
        connection = made
        let terms = channel.connectionTerms
        loop.onLoop { made.start(terms) }
        settle()
    }

    /// A connection and its owner hold each other until it closes.
    deinit {
        loop.onLoop {
            connection.close(.local("the test is over"))
            channel.close()
        }
    }

    /// Makes a call, unary unless it is to be `streaming`, and lets it travel.
    func call(options: CallOptions = CallOptions(), streaming: Bool = false) throws -> ClientCall {
        let request: @Sendable (ClientCall) throws(RPCError) -> Void = { call throws(RPCError) in
            try call.enqueue(Note("request"))
            call.halfClose()
        }
        let call = ClientCall(
            path: NoteService.Methods.unary.path, options: options, channel: channel,
            whenOpen: streaming ? nil : request)
        let connection = connection
        try loop.onLoop {
            call.armDeadline()
            try call.open(on: connection)
        }
        settle()
        return call
    }

    func settle() {
        for _ in 0..<1000 {
            loop.runUntilIdle()
            if !pump() { return }
        }
    }

    private func pump() -> Bool {
        var moved = false
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { region in
            while case let count = session.produce(into: region), count > 0 {
                _ = far.write(UnsafeRawBufferPointer(rebasing: region[..<count]))
                moved = true
            }
            let slice = UnsafeMutableRawBufferPointer(rebasing: region[..<16_384])
            while case .bytes(let count) = far.read(into: slice), count > 0 {
                try? session.receive(UnsafeRawBufferPointer(rebasing: region[..<count]))
                drainEvents()
                moved = true
            }
        }
        return moved
    }

    private func drainEvents() {
        while let event = session.nextEvent() {
            switch event {
            case .headers(let stream, let list, kind: .request, _):
                let pairs = list.map {
                    (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
                }
                requests.append((stream, Dictionary(pairs) { $1 }))
            case .data(let stream, let bytes):
                bodies[stream.id, default: []] += Array(bytes)
                session.consume(stream, connectionBytes: bytes.count, streamBytes: bytes.count)
            case .streamClosed(let stream, let code): resets[stream.id] = code
            default: break
            }
        }
    }

    /// Answers the latest request.
    func answer(
        _ headers: KeyValuePairs<String, String>, body: [UInt8]? = nil, trailers: KeyValuePairs<String, String>? = nil
    ) throws {
        let stream = try #require(requests.last).stream
        session.respond(stream, block(headers), endStream: body == nil && trailers == nil)
        if let body { session.write(stream, count: body.count) { $0.copyBytes(from: body) } }
        if body != nil || trailers != nil { session.finish(stream, trailers: trailers.map(block)) }
        settle()
    }

    private func block(_ fields: KeyValuePairs<String, String>) -> HTTP2HeaderBlock {
        var block = HTTP2HeaderBlock()
        for (name, value) in fields { block.append(name, value) }
        return block
    }
}
