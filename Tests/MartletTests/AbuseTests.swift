import MartletEventLoop
import MartletHTTP2
import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Peers that make us work are sent away; each test does the same with the limit off (setting `abuse`) to show that
/// nothing else did it.
@Suite(.serialized) struct AbuseTests {
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)
    static let floods = Flood.all(streaming: chat, unary: unary)

    private func cause(_ flood: Flood) throws -> AbuseLedger.Cause {
        try #require(AbuseLedger.Cause.allCases.first { "\($0)" == flood.cause })
    }

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
        wire.send(bytes: Flood.opening(Self.chat).flatMap(\.bytes))
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
        #expect(wire.closeReason == .abuse(try cause(flood)))
        let (free, _) = try await RawWire.aside { try self.flooded(flood, self.limits(nil)) }
        #expect(free.goAways.allSatisfy { !$0.hasPrefix("enhanceYourCalm too many") })
        if case .abuse = free.closeReason { Issue.record("closed with the limit off") }
    }

    /// Whatever the ledger says: 16 times the size of a header list that is kept is no mistake.
    @Test(arguments: [AbuseLimits(), nil])
    func aCompressionBombEndsTheConnection(abuse: AbuseLimits?) throws {
        let (wire, units) = try flooded(.compressionBomb, limits(abuse))
        #expect(units == Flood.compressionBomb.limit)
        let goAway = try #require(wire.goAways.first)
        #expect(goAway.hasPrefix("enhanceYourCalm a header list of more than 16 times the limit of"))
        guard case .protocolViolation = wire.closeReason else {
            Issue.record("not closed for it: \(String(describing: wire.closeReason))")
            return
        }
    }

    /// nghttp2's own guards count only while their output is taken.
    @Test(arguments: floods)
    func aFloodFromAPeerThatDoesNotReadEndsTheConnection(flood: Flood) async throws {
        let (wire, units) = try await RawWire.aside {
            try self.flooded(flood, self.limits(AbuseLimits()), peerReads: false)
        }
        #expect(units <= flood.limit)
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .abuse(try cause(flood)))
    }

    /// Such a peer is not read on, so that what waits for it stays small.
    @Test func aPeerThatTakesNoAnswerIsNotRead() throws {
        let flood = try #require(Self.floods.first { $0.description == "MadeYouReset: malformed headers" })
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
        let (wire, _) = try flooded(try #require(Self.floods.first { $0.description == "SETTINGS" }), limits)
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

    /// A handler that does not look at its cancellation keeps a place (CVE-2023-39325), whatever the stream does: there
    /// are as many for such as for calls that are open.
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
        #expect(running.withLock { $0.count } == 20)
        #expect(units <= 220)
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .abuse(.refusals))
        for continuation in running.withLock({ $0 }) { continuation.resume() }
        wire.settle()
    }

    /// Setting `abuse.overheadBytes`: eight bytes may come for one that a call needs, whatever points are left.
    @Test func bytesThatCarryNothingEndTheConnection() throws {
        for overhead in [128 << 10, 64 << 20] {
            var abuse = AbuseLimits()
            abuse.burst = 1_000_000
            abuse.overheadBytes = overhead
            let wire = try RawWire(limits: limits(abuse))
            wire.greet()
            var kibibytes = 0
            while wire.connection?.dismissal == nil, kibibytes < 1100 {
                wire.send(.unknown(0, [UInt8](repeating: 7, count: 1024)))
                kibibytes += 1
            }
            #expect((1000...1024).contains(kibibytes) == (overhead < 1 << 20), "\(kibibytes)")
            wire.advance(by: .seconds(1))
            #expect(wire.closeReason == (overhead < 1 << 20 ? .abuse(.overhead) : nil))
        }
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
