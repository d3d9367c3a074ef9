import MartletHTTP2

/// An event as a test can keep and compare it.
enum Told: Equatable {
    case headers(Int32, [String], HTTP2HeaderKind, endStream: Bool)
    case data(Int32, [UInt8])
    case endStream(Int32)
    case closed(Int32, HTTP2ErrorCode)
    case writable(Int32)
    case settings
    case settingsAcknowledged
    case pong(UInt64)
    case ping
    case goAway(Int32, HTTP2ErrorCode, String)
}

/// A session, what it told so far, and what to do about it.
final class Side {
    let session: HTTP2Session
    private(set) var told: [Told] = []
    /// Streams that were announced and not closed.
    var open: [Int32: HTTP2Stream] = [:]
    /// Gives credit back as soon as DATA arrives.
    var consumesAtOnce = true
    /// Called with each event while its memory is valid.
    var onEvent: (Side, HTTP2Event) -> Void = { _, _ in }
    var keepsTold = true

    init(
        _ role: HTTP2Role, memory: HTTP2Memory? = nil, _ change: (inout HTTP2Configuration) -> Void = { _ in }
    ) throws {
        var configuration = HTTP2Configuration()
        change(&configuration)
        session = try HTTP2Session(role: role, configuration: configuration, memory: memory ?? HTTP2Memory())
    }

    /// A server that has seen the preface and SETTINGS of a raw client, and whose own SETTINGS are out of the way.
    static func greetedServer(
        settings: [(UInt16, UInt32)] = [], _ change: (inout HTTP2Configuration) -> Void = { _ in }
    ) throws -> Side {
        let side = try Side(.server, change)
        try side.receive(Frames.preface + Frames.settings(settings) + Frames.settingsAck)
        side.told = []
        _ = side.produce()
        return side
    }

    /// A client whose raw server has said its SETTINGS.
    static func greetedClient(
        settings: [(UInt16, UInt32)] = [], _ change: (inout HTTP2Configuration) -> Void = { _ in }
    ) throws -> Side {
        let side = try Side(.client, change)
        try side.receive(Frames.settings(settings) + Frames.settingsAck)
        side.told = []
        _ = side.produce()
        return side
    }

    func receive(_ bytes: [UInt8], chunk: Int = 16384) throws {
        var start = 0
        while start < bytes.count {
            let end = min(start + chunk, bytes.count)
            defer { drain() }
            try bytes[start..<end].withUnsafeBytes { try session.receive($0) }
            drain()
            start = end
        }
    }

    /// Everything that the session has to send now, through regions of the given size.
    func produce(region: Int = 65536) -> [UInt8] {
        var bytes: [UInt8] = []
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: region, alignment: 1)
        defer { memory.deallocate() }
        while true {
            let count = session.produce(into: memory)
            drain()
            if count == 0 { return bytes }
            bytes += memory[..<count]
        }
    }

    func frames() -> [RawFrame] { RawFrame.all(in: produce()) ?? [] }

    func drain() {
        while let event = session.nextEvent() {
            note(event)
            onEvent(self, event)
        }
    }

    func takeTold() -> [Told] {
        defer { told = [] }
        return told
    }

    /// Received DATA of a stream.
    func body(_ stream: Int32) -> [UInt8] {
        told.flatMap { if case .data(stream, let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    private func note(_ event: HTTP2Event) {
        switch event {
        case .headers(let stream, let list, let kind, let end):
            open[stream.id] = stream
            keep(.headers(stream.id, list.map { "\(text($0.name)): \(text($0.value))" }, kind, endStream: end))
        case .data(let stream, let bytes):
            if keepsTold { keep(.data(stream.id, Array(bytes))) }
            if consumesAtOnce { session.consume(stream, connectionBytes: bytes.count, streamBytes: bytes.count) }
        case .endStream(let stream): keep(.endStream(stream.id))
        case .streamClosed(let stream, let code):
            open[stream.id] = nil
            keep(.closed(stream.id, code))
        case .writable(let stream): keep(.writable(stream.id))
        case .settings: keep(.settings)
        case .settingsAcknowledged: keep(.settingsAcknowledged)
        case .pingAcknowledged(let payload): keep(.pong(payload))
        case .ping: keep(.ping)
        case .goAway(let last, let code, let text): keep(.goAway(last, code, text))
        }
    }

    private func keep(_ event: Told) { if keepsTold { told.append(event) } }

    private func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension HTTP2Session {
    func write(_ stream: HTTP2Stream, _ bytes: [UInt8]) {
        write(stream, count: bytes.count) { $0.copyBytes(from: bytes) }
    }
}

/// A client and a server whose bytes go straight to each other.
struct Pair {
    let client: Side
    let server: Side
    /// Bytes per `receive`, and per `produce`.
    var chunk = 16384
    var region = 65536

    init(_ change: (inout HTTP2Configuration) -> Void = { _ in }) throws {
        client = try Side(.client, change)
        server = try Side(.server, change)
    }

    /// Carries bytes to and fro until both are silent.
    func pump() throws {
        while true {
            let up = client.produce(region: region)
            try server.receive(up, chunk: chunk)
            let down = server.produce(region: region)
            try client.receive(down, chunk: chunk)
            if up.isEmpty && down.isEmpty { return }
        }
    }
}

extension HTTP2HeaderBlock {
    init(_ fields: [(String, String)]) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }

    static let call = HTTP2HeaderBlock(plainRequest)
    static let reply: HTTP2HeaderBlock = {
        var block = HTTP2HeaderBlock()
        block.append(":status", "200")
        block.append("content-type", "application/grpc")
        return block
    }()
    static let ok: HTTP2HeaderBlock = {
        var block = HTTP2HeaderBlock()
        block.append("grpc-status", "0")
        return block
    }()
}
