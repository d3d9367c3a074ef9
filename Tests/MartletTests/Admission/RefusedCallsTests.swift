import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Each refusal is counted in `martlet_server_calls_refused_total`, under its reason. (`memory` and `queue_delay`
/// are counted where they are tested.)
@Suite struct RefusedCallsTests {
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)

    /// How many calls were refused for a reason, of ten that came at once and stay.
    private func refused(
        _ reason: String, limits change: (inout ServerLimits) -> Void = { _ in },
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> Int64 {
        let fleet = try RawFleet(ships: 1, limits: RawWire.limits(change), configure)
        fleet.send(fleet.ships[0], bytes: (0..<10).flatMap { Frame.headers(UInt32(1 + 2 * $0), Self.chat).bytes })
        return fleet.refused(reason)
    }

    @Test func handlersOfTheServer() throws {
        #expect(try refused("server_handlers", limits: { $0.maxRunningHandlers = 4 }) == 6)
        #expect(try refused("server_handlers") == 0)
    }

    @Test func concurrency() throws {
        let one = ConcurrencyLimit(minimum: 3, initial: 3, maximum: 3)
        #expect(try refused("concurrency", configure: { $0.admission.concurrency = one }) == 7)
    }

    @Test func ratesOfMethodsAndPeers() throws {
        let rate = RateLimit(perSecond: 0.1, burst: 2)
        #expect(try refused("method_rate", configure: { $0.methods = [.all: MethodLimits(rate: rate)] }) == 8)
        #expect(try refused("peer_rate", configure: { $0.admission.peerRate = rate }) == 8)
    }

    /// Handlers that do not look at their cancellation.
    @Test func handlersOfTheConnection() throws {
        let running = Mutex<[CheckedContinuation<Void, Never>]>([])
        let service = NoteService(chat: { _, _, _ in
            await withCheckedContinuation { continuation in running.withLock { $0.append(continuation) } }
        })
        let fleet = try RawFleet(service, ships: 1, limits: RawWire.limits { $0.maxConcurrentStreams = 3 })
        for id in stride(from: UInt32(1), to: 21, by: 2) {
            fleet.send(fleet.ships[0], .headers(id, Self.chat))
            fleet.send(fleet.ships[0], .reset(id))
        }
        #expect(fleet.refused("connection_handlers") == 4)
        for continuation in running.withLock({ $0 }) { continuation.resume() }
    }
}
