import MartletEventLoop
import MartletHTTP2
import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Peers that make us work are sent away; each test does the same with the limit off (setting `abuse`) to show that
/// nothing else did it.
@Suite(.serialized) struct AbuseTests {
    /// Something that a peer may do over and over, and the most often that it gets away with it.
    struct Flood: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var cause: AbuseLedger.Cause
        var limit: Int
        /// Opens a call for the flood to go to.
        var opensCall = true
        var unit: @Sendable (UInt32) -> [Frame]

        init(
            _ name: String, _ cause: AbuseLedger.Cause, limit: Int, opensCall: Bool = true,
            _ unit: @escaping @Sendable (UInt32) -> [Frame]
        ) {
            testDescription = name
            self.cause = cause
            self.limit = limit
            self.opensCall = opensCall
            self.unit = unit
        }
    }

    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)

    /// `id` is a new stream each time; stream 1 is a call that is open.
    static let floods = [
        Flood("Rapid Reset", .resets, limit: 500) { [.headers($0, chat), .reset($0)] },
        Flood("Rapid Reset before the request is whole", .resets, limit: 500) { [.headers($0, unary), .reset($0)] },
        Flood("MadeYouReset: window overflow", .violations, limit: 250) {
            [.headers($0, chat), .windowUpdate($0, 0x7fff_ffff)]
        },
        Flood("MadeYouReset: malformed headers", .violations, limit: 250) { [.headers($0, chat.removing(":path"))] },
        Flood("MadeYouReset: pseudo-header in trailers", .violations, limit: 250) {
            [.headers($0, chat), .headers($0, [":path": "/x"], endStream: true)]
        },
        Flood("MadeYouReset: body beyond content-length", .violations, limit: 250) {
            [.headers($0, chat.adding("content-length", "1")), .data($0, [0, 0])]
        },
        Flood("MadeYouReset: body short of content-length", .violations, limit: 250) {
            [.headers($0, chat.adding("content-length", "9")), .data($0, [0], endStream: true)]
        },
        Flood("headers above the limit", .violations, limit: 250) {
            [.headers($0, chat.adding("x", String(repeating: "x", count: 16_200)))]
        },
        Flood("PING", .pings, limit: 1001) { _ in [.ping()] },
        Flood("SETTINGS", .settings, limit: 501) { _ in [.settings()] },
        Flood("PRIORITY", .priorities, limit: 1001) { _ in [.priority(1)] },
        Flood("WINDOW_UPDATE", .windowUpdates, limit: 2001) { _ in [.windowUpdate(1, 1)] },
        Flood("empty DATA", .emptyData, limit: 501) { _ in [.data(1)] },
        Flood("DATA byte by byte", .fragments, limit: 4500) { _ in [.data(1, [0])] },
        Flood("CONTINUATION", .continuations, limit: 150) {
            [.headers($0, block: [], endHeaders: false)]
                + [Frame](repeating: .continuation($0, endHeaders: false), count: 4)
                + [.continuation($0, block: chat.literalBlock), .reset($0)]
        },
        Flood("frames of no type", .overhead, limit: 1200) { _ in [.unknown(0, [UInt8](repeating: 7, count: 1024))] },
    ]

    private func limits(_ abuse: AbuseLimits?) -> ServerLimits {
        RawWire.limits {
            $0.abuse = abuse
            $0.pings = nil  // has tests of its own
        }
    }

    private func flooded(
        _ flood: Flood, _ limits: ServerLimits, peerReads: Bool = true
    ) throws -> (wire: RawWire, units: Int) {
        let wire = try RawWire(limits: limits)
        wire.greet()
        wire.send(.headers(1, Self.chat), .data(1, [0, 0, 0, 0xff, 0xff]))  // a message that never becomes whole
        wire.peerReads = peerReads
        var units = 0
        while wire.closeReason == nil, wire.connection?.dismissal == nil, units < flood.limit + 50 {
            wire.send(bytes: flood.unit(UInt32(3 + 2 * units)).flatMap(\.bytes))
            units += 1
        }
        wire.peerReads = true
        wire.settle()
        return (wire, units)
    }

    @Test(arguments: floods)
    func aFloodEndsTheConnection(flood: Flood) async throws {
        let (wire, units) = try await RawWire.aside { try self.flooded(flood, self.limits(AbuseLimits())) }
        #expect(units <= flood.limit)
        #expect(wire.goAways == ["enhanceYourCalm too many \(flood.cause)"])
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .abuse(flood.cause))
        let (free, _) = try await RawWire.aside { try self.flooded(flood, self.limits(nil)) }
        #expect(free.goAways.allSatisfy { !$0.hasPrefix("enhanceYourCalm too many") })
        if case .abuse = free.closeReason { Issue.record("closed with the limit off") }
    }

    /// nghttp2's own guards count only while their output is taken.
    @Test(arguments: floods)
    func aFloodFromAPeerThatDoesNotReadEndsTheConnection(flood: Flood) async throws {
        let (wire, units) = try await RawWire.aside {
            try self.flooded(flood, self.limits(AbuseLimits()), peerReads: false)
        }
        #expect(units <= flood.limit)
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .abuse(flood.cause))
    }

    /// Such a peer is not read on, so that what waits for it stays small.
    @Test func aPeerThatTakesNoAnswerIsNotRead() throws {
        let flood = try #require(Self.floods.first { $0.testDescription == "MadeYouReset: malformed headers" })
        var limits = limits(nil)
        limits.maxConcurrentStreams = 1000
        let wire = try RawWire(limits: limits, capacity: 2048)
        wire.greet()
        wire.send(.headers(1, Self.chat))
        wire.peerReads = false
        for unit in 0..<2000 { wire.send(bytes: flood.unit(UInt32(3 + 2 * unit)).flatMap(\.bytes)) }
        let waiting = try #require(wire.connection).http2.outboundQueueSize
        #expect(wire.connection?.readPaused == true)
        #expect(waiting > 100 && waiting < 1000)
        #expect(wire.closeReason == nil)
    }

    @Test func aDryRunOnlyTellsTheLog() throws {
        var limits = limits(AbuseLimits())
        limits.isDryRun = true
        let (wire, _) = try flooded(Self.floods.last { $0.cause == .settings }!, limits)
        #expect(wire.closeReason == nil && wire.goAways.isEmpty)
        #expect(wire.log.lines.count == 1)
        #expect(wire.log.lines.first?.contains("abuse_settings") == true)
    }

    /// The peer could not know (nghttp2 issue 2597).
    @Test func whatWasOnItsWayWhenWeResetIsFree() throws {
        let service = NoteService(chat: { _, _, _ in throw RPCError(.notFound, "gone") })
        let wire = try RawWire(service, limits: limits(AbuseLimits()))
        wire.greet()
        for index in 0..<100 {
            let id = UInt32(1 + 2 * index)
            wire.send(.headers(id, Self.chat))
            #expect(wire.status(of: id) == "5")
            wire.send(bytes: [[UInt8]](repeating: Frame.data(id, [0]).bytes, count: 200).flatMap(\.self))
            wire.send(.data(id), .windowUpdate(id, 1), .reset(id))
        }
        #expect(wire.closeReason == nil && wire.goAways.isEmpty)
    }

    /// A handler that does not look at its cancellation keeps its place (CVE-2023-39325), whatever the stream does.
    @Test func handlersOfResetStreamsStillCount() throws {
        let running = Mutex<[CheckedContinuation<Void, Never>]>([])
        let service = NoteService(chat: { _, _, _ in
            await withCheckedContinuation { continuation in running.withLock { $0.append(continuation) } }
        })
        let wire = try RawWire(service, limits: RawWire.limits { $0.maxConcurrentStreams = 10 })
        wire.greet()
        var units = 0
        while wire.connection?.dismissal == nil, units < 1000 {
            let id = UInt32(1 + 2 * units)
            wire.send(.headers(id, Self.chat))
            wire.send(.reset(id))
            units += 1
        }
        #expect(running.withLock { $0.count } == 10)
        #expect(units <= 210)
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .abuse(.refusals))
        for continuation in running.withLock({ $0 }) { continuation.resume() }
        wire.settle()
    }

    /// Setting `maxRunningHandlers`. The peer is not to blame for what others do.
    @Test func handlersOfAllConnectionsAreLimited() throws {
        let running = Mutex<[CheckedContinuation<Void, Never>]>([])
        let service = NoteService(chat: { _, _, _ in
            await withCheckedContinuation { continuation in running.withLock { $0.append(continuation) } }
        })
        let wire = try RawWire(service, limits: RawWire.limits { $0.maxRunningHandlers = 3 })
        wire.greet()
        for id in stride(from: UInt32(1), to: 800, by: 2) { wire.send(.headers(id, Self.chat)) }
        #expect(running.withLock { $0.count } == 3)
        #expect(wire.reset(of: 5) == nil && wire.reset(of: 7) == .refusedStream)
        #expect(wire.goAways.isEmpty)
        for continuation in running.withLock({ $0 }) { continuation.resume() }
        wire.settle()
        wire.send(.headers(801, Self.unary), .data(801, [0, 0, 0, 0, 0], endStream: true))
        #expect(wire.status(of: 801) == "0")
    }
}
