@testable internal import Martlet
internal import MartletCompression
internal import MartletHTTP2

/// A session that is told bytes, does what a call would do with the events, and keeps count of what must add up.
final class SessionProbe {
    let session: HTTP2Session
    private let role: HTTP2Role
    private var recent = RepeatedMetadata(accepting: CompressionAlgorithms(CompressionAlgorithm.available))
    /// Streams that were announced, and not closed since.
    private(set) var open: [Int32: HTTP2Stream] = [:]
    /// DATA bytes by stream.
    private(set) var received: [Int32: [UInt8]] = [:]
    private(set) var closed: [Int32: HTTP2ErrorCode] = [:]
    /// GOAWAY codes that came.
    private(set) var goAways: [HTTP2ErrorCode] = []
    private(set) var broken: BrokenPromise?
    /// Answers each request as soon as it is whole.
    var answersAtOnce = true
    var consumesAtOnce = true

    init(_ role: HTTP2Role) throws(BrokenPromise) {
        self.role = role
        var configuration = HTTP2Configuration()
        configuration.maxConcurrentStreams = 20
        configuration.initialWindowSize = 1000
        do {
            session = try HTTP2Session(role: role, configuration: configuration, memory: HTTP2Memory())
        } catch {
            throw BrokenPromise("no session: \(error)")
        }
    }

    /// False when the connection can't go on.
    func receive(_ bytes: some Collection<UInt8>) throws(BrokenPromise) -> Bool {
        try Array(bytes).withUnsafeBufferPointer { (bytes) throws(BrokenPromise) -> Bool in
            let goesOn = (try? session.receive(UnsafeRawBufferPointer(bytes))) != nil
            try drain()  // while the bytes are there
            return goesOn
        }
    }

    /// What there is to send, through regions of the given size. It consists of frames.
    func produce(region: Int = 4096) throws(BrokenPromise) -> [UInt8] {
        var produced: [UInt8] = []
        var region = [UInt8](repeating: 0, count: region)
        while case let count = region.withUnsafeMutableBytes({ session.produce(into: $0) }), count > 0 {
            produced += region.prefix(count)
            try drain()
        }
        try drain()
        return produced
    }

    /// The end: whoever was open must hear of it.
    func lose() throws(BrokenPromise) {
        session.connectionLost()
        try drain()
        guard open.isEmpty, session.activeStreamCount == 0 else {
            throw BrokenPromise("\(open.count) streams never ended")
        }
    }

    func request(_ block: HTTP2HeaderBlock, endStream: Bool) -> HTTP2Stream? {
        guard let stream = try? session.request(block, endStream: endStream, owner: nil) else { return nil }
        open[stream.id] = stream
        return stream
    }

    private func drain() throws(BrokenPromise) {
        while let event = session.nextEvent() { note(event) }
        if let broken { throw broken }
        guard session.activeStreamCount >= open.count else { throw BrokenPromise("streams are open that are closed") }
    }

    private func note(_ event: HTTP2Event) {
        switch event {
        case .headers(let stream, let list, let kind, let endStream): noteHeaders(stream, list, kind, endStream)
        case .data(let stream, let bytes):
            if open[stream.id] == nil { broken = BrokenPromise("DATA for a stream that is not open") }
            received[stream.id, default: []] += bytes
            if consumesAtOnce { session.consume(stream, connectionBytes: bytes.count, streamBytes: bytes.count) }
        case .endStream(let stream): answer(stream)
        case .streamClosed(let stream, let code):
            guard open.removeValue(forKey: stream.id) != nil else {
                broken = BrokenPromise("stream \(stream.id) ends that is not open")
                return
            }
            closed[stream.id] = code
        case .goAway(_, let code, _): goAways.append(code)
        case .writable, .settings, .settingsAcknowledged, .pingAcknowledged, .ping: break
        }
    }

    private func noteHeaders(
        _ stream: HTTP2Stream, _ list: HTTP2HeaderList, _ kind: HTTP2HeaderKind, _ endStream: Bool
    ) {
        if kind == .request {
            open[stream.id] = stream
            _ = RequestHead(list, &recent)
        } else {
            if open[stream.id] == nil { broken = BrokenPromise("headers for a stream that is not open") }
            _ = try? ResponseHead(list).metadata.decoded()
        }
        if endStream { answer(stream) }
    }

    private func answer(_ stream: HTTP2Stream) {
        guard role == .server, answersAtOnce else { return }
        session.respond(stream, .reply, endStream: false)
        session.write(stream, count: 5) { $0.copyBytes(from: [0, 0, 0, 0, 0]) }
        session.finish(stream, trailers: .ok)
    }
}

extension HTTP2HeaderBlock {
    static let reply = block([(":status", "200"), ("content-type", "application/grpc")])
    static let ok = block([("grpc-status", "0")])
    static let call = block([
        (":method", "POST"), (":scheme", "http"), (":path", "/a.B/C"), (":authority", "localhost"), ("te", "trailers"),
        ("content-type", "application/grpc"),
    ])

    private static func block(_ fields: [(String, String)]) -> HTTP2HeaderBlock {
        var block = HTTP2HeaderBlock()
        for (name, value) in fields { block.append(name, value) }
        return block
    }
}
