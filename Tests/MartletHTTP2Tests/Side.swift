import MartletHTTP2
import Testing

@testable import RawHTTP2

/// An event as a test can keep and compare it, with stream identifiers as they stand in frames.
enum Told: Equatable {
    case headers(UInt32, HeaderFields, HTTP2HeaderKind, endStream: Bool)
    case data(UInt32, [UInt8])
    case endStream(UInt32)
    case closed(UInt32, HTTP2ErrorCode)
    case writable(UInt32)
    case settings
    case settingsAcknowledged
    case pong(UInt64)
    case ping
    case goAway(UInt32, HTTP2ErrorCode, String)
}

/// A session, what it told so far, and what to do about it.
final class Side {
    let session: HTTP2Session
    private(set) var told: [Told] = []
    /// Streams that were announced and not closed.
    var open: [UInt32: HTTP2Stream] = [:]
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
        settings: [Setting] = [], _ change: (inout HTTP2Configuration) -> Void = { _ in }
    ) throws -> Side {
        let side = try Side(.server, change)
        try side.receive(bytes: Frame.preface + Frame.settings(settings).bytes + Frame.settingsAck.bytes)
        side.told = []
        _ = side.produce()
        return side
    }

    /// A client whose raw server has said its SETTINGS.
    static func greetedClient(
        settings: [Setting] = [], _ change: (inout HTTP2Configuration) -> Void = { _ in }
    ) throws -> Side {
        let side = try Side(.client, change)
        try side.receive(.settings(settings), .settingsAck)
        side.told = []
        _ = side.produce()
        return side
    }

    /// Takes frames as one run of bytes, of which the session gets `chunk` at a time.
    func receive(_ frames: Frame..., chunk: Int = 16384) throws { try receive(frames, chunk: chunk) }

    func receive(_ frames: [Frame], chunk: Int = 16384) throws {
        try receive(bytes: frames.flatMap(\.bytes), chunk: chunk)
    }

    func receive(bytes: [UInt8], chunk: Int = 16384) throws {
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

    /// The frames that the session has to send now.
    func frames() -> [Frame] { Self.frames(produce()) }

    /// What a session sent, which must be whole frames; a client's preface is passed over.
    static func frames(_ bytes: [UInt8]) -> [Frame] {
        let preface = bytes.starts(with: Frame.preface) ? Frame.preface.count : 0
        var parser = ArrivalParser(skippingPreface: preface > 0)
        let frames = parser.take(bytes).compactMap(\.frame)
        #expect(frames.reduce(preface) { $0 + 9 + $1.payload.count } == bytes.count)
        #expect(frames.allSatisfy { !$0.reservedBit })
        return frames
    }

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
    func body(_ stream: UInt32) -> [UInt8] {
        told.flatMap { if case .data(stream, let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    private func note(_ event: HTTP2Event) {
        switch event {
        case .headers(let stream, let list, let kind, let end):
            open[id(stream)] = stream
            let fields = HeaderFields(list.map { .init(text($0.name), text($0.value)) })
            keep(.headers(id(stream), fields, kind, endStream: end))
        case .data(let stream, let bytes):
            if keepsTold { keep(.data(id(stream), Array(bytes))) }
            if consumesAtOnce { session.consume(stream, connectionBytes: bytes.count, streamBytes: bytes.count) }
        case .endStream(let stream): keep(.endStream(id(stream)))
        case .streamClosed(let stream, let code):
            open[id(stream)] = nil
            keep(.closed(id(stream), code))
        case .writable(let stream): keep(.writable(id(stream)))
        case .settings: keep(.settings)
        case .settingsAcknowledged: keep(.settingsAcknowledged)
        case .pingAcknowledged(let payload): keep(.pong(payload))
        case .ping: keep(.ping)
        case .goAway(let last, let code, let text): keep(.goAway(UInt32(bitPattern: last), code, text))
        }
    }

    private func keep(_ event: Told) { if keepsTold { told.append(event) } }

    private func id(_ stream: HTTP2Stream) -> UInt32 { UInt32(bitPattern: stream.id) }

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
            try server.receive(bytes: up, chunk: chunk)
            let down = server.produce(region: region)
            try client.receive(bytes: down, chunk: chunk)
            if up.isEmpty && down.isEmpty { return }
        }
    }
}

extension HTTP2HeaderBlock {
    init(_ fields: HeaderFields) {
        self.init()
        for field in fields.fields { append(field.name, field.value) }
    }

    static let call = HTTP2HeaderBlock(.plainRequest)
    static let reply = HTTP2HeaderBlock([":status": "200", "content-type": "application/grpc"])
    static let ok = HTTP2HeaderBlock(["grpc-status": "0"])
}

extension HeaderFields {
    /// The headers of an ordinary call, as a raw peer would send them.
    static let plainRequest = HeaderFields.call("/a.B/C").replacing(":scheme", with: "https")
}

extension [UInt8] {
    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
