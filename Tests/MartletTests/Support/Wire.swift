import Logging
import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet

/// A server's connection on a loop that is stepped by hand, in virtual time, and a bare HTTP/2 session as its peer:
/// the call rooms without a socket.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class Wire: @unchecked Sendable {
    /// What the peer has been told of one stream.
    struct Answer: Equatable {
        var headers: [String: String] = [:]
        var trailers: [String: String] = [:]
        var body: [UInt8] = []
        var ended = false
        var closed: HTTP2ErrorCode?
    }

    let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    let peer: HTTP2Session
    /// The peer's end of the stream of bytes.
    let far: MemoryStream
    let near: MemoryStream
    private(set) var server: ServerConnection?
    private(set) var closeReason: ConnectionCloseReason?
    private(set) var answers: [Int32: Answer] = [:]
    private(set) var goAways: [Int32] = []
    private var streams: [Int32: HTTP2Stream] = [:]
    /// Whether the peer takes the messages that it gets, so that more may come.
    var peerReads = true

    init(
        _ service: NoteService, limits: ServerLimits = ServerLimits(), interceptors: [Interception] = [],
        methods: [MethodScope: MethodLimits] = [:], admission: AdmissionConfiguration = AdmissionConfiguration(),
        rate: RateLimit? = nil, refused: RefusedCalls? = nil, capacity: Int = 1 << 20,
        server change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        (near, far) = try #require(MemoryStream.pair(on: loop, loop, capacity: capacity))
        peer = try HTTP2Session(role: .client, configuration: HTTP2Configuration(), memory: try HTTP2Memory())
        var registry = MethodRegistry(interceptions: interceptors, limits: methods)
        service.register(in: &registry)
        var configuration = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext, limits: limits)
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        change(&configuration)
        let handlers = HandlerCount(limit: limits.maxRunningHandlers)
        let server = ServerConnection(
            loop: loop, router: Router(Array(registry.methods.values)), configuration: configuration, peer: "test",
            handlers: handlers, admission: LoopAdmission(
                admission, loop: loop, handlers: handlers, tally: refused, seed: 1),
            rate: rate.map { RateGate($0) }
        ) { [weak self] _, reason in self?.noteClose(reason) }
        self.server = server
        var http2 = HTTP2Configuration()
        http2.maxConcurrentStreams = UInt32(limits.maxConcurrentStreams)
        http2.connectionWindowSize = UInt32(limits.connectionWindowBytes)
        let session = try HTTP2Session(role: .server, configuration: http2, memory: try HTTP2Memory())
        let near = near
        let loop = loop
        loop.onLoop {
            server.start(
                Connection(loop: loop, transport: near, peerAddress: nil, tls: nil, http2: session, owner: server))
        }
    }

    /// A connection and its owner hold each other until it closes.
    deinit {
        far.close()
        loop.runUntilIdle()
    }

    private func noteClose(_ reason: ConnectionCloseReason) { closeReason = reason }

    /// Opens a stream with the headers of a call, changed as wanted.
    func request(
        _ path: String, end: Bool = false, changing changes: KeyValuePairs<String, String?> = [:]
    ) throws -> HTTP2Stream {
        let fields: [(String, String)] = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("te", "trailers"),
            ("content-type", "application/grpc"),
        ]
        var block = HTTP2HeaderBlock()
        for (name, value) in fields {
            let changed = changes.first { $0.key == name }.map(\.value) ?? value
            if let changed { block.append(name, changed) }
        }
        for (name, value) in changes where !fields.contains(where: { $0.0 == name }) {
            if let value { block.append(name, value) }
        }
        let stream = try peer.request(block, endStream: end, owner: nil)
        streams[stream.id] = stream
        return stream
    }

    func send(_ bytes: [UInt8], on stream: HTTP2Stream, end: Bool = false) {
        if !bytes.isEmpty { peer.write(stream, count: bytes.count) { $0.copyBytes(from: bytes) } }
        if end { peer.finish(stream, trailers: nil) }
    }

    /// Ends the peer's side with a block of headers, as gRPC clients never do.
    func endWithTrailers(_ stream: HTTP2Stream) {
        var block = HTTP2HeaderBlock()
        block.append("x-checksum", "0")
        peer.finish(stream, trailers: block)
    }

    /// Carries bytes to and fro until neither side has anything to say.
    func settle() {
        for _ in 0..<1000 {
            let moved = pump()
            loop.runUntilIdle()
            if !moved, !pump() { return }
        }
    }

    func advance(by duration: Duration) {
        settle()
        loop.advance(by: duration)
        settle()
    }

    /// Lets the peer write all that it has to say, and nobody read it yet.
    func pumpPeer() { _ = pump() }

    private func pump() -> Bool {
        var moved = false
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { region in
            while true {
                let count = peer.produce(into: region)
                guard count > 0 else { break }
                _ = far.write(UnsafeRawBufferPointer(rebasing: region[..<count]))
                moved = true
            }
            let slice = UnsafeMutableRawBufferPointer(rebasing: region[..<16_384])
            while case .bytes(let count) = far.read(into: slice), count > 0 {
                try? peer.receive(UnsafeRawBufferPointer(rebasing: region[..<count]))
                drainEvents()
                moved = true
            }
            drainEvents()
        }
        return moved
    }

    private func drainEvents() {
        while let event = peer.nextEvent() {
            switch event {
            case .headers(let stream, let list, let kind, let endStream):
                note(list, of: stream, kind, endStream)
            case .data(let stream, let bytes):
                answers[stream.id, default: Answer()].body += Array(bytes)
                if peerReads { peer.consume(stream, connectionBytes: bytes.count, streamBytes: bytes.count) }
            case .endStream(let stream): answers[stream.id, default: Answer()].ended = true
            case .streamClosed(let stream, let code): answers[stream.id, default: Answer()].closed = code
            case .goAway(let last, _, _): goAways.append(last)
            default: break
            }
        }
    }

    private func note(_ list: HTTP2HeaderList, of stream: HTTP2Stream, _ kind: HTTP2HeaderKind, _ endStream: Bool) {
        let pairs = list.map { (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) }
        let fields = Dictionary(pairs) { $1 }
        if kind == .trailers {
            answers[stream.id, default: Answer()].trailers = fields
        } else {
            answers[stream.id, default: Answer()].headers = fields
        }
        if endStream { answers[stream.id]?.ended = true }
    }

    /// The gRPC status that a stream was given, if any.
    func status(of stream: HTTP2Stream) -> String? {
        let answer = answers[stream.id]
        return answer?.trailers["grpc-status"] ?? answer?.headers["grpc-status"]
    }

    func message(of stream: HTTP2Stream) -> String? {
        let answer = answers[stream.id]
        return answer?.trailers["grpc-message"] ?? answer?.headers["grpc-message"]
    }
}

/// A note in its five-byte frame.
func framed(_ note: Note, flag: UInt8 = 0) throws -> [UInt8] {
    let bytes = try note.encoded()
    return [flag] + withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
}
