import MartletHTTP2
import Testing

@testable import Martlet
@testable import RawHTTP2

/// How much of a peer is read before others of its loop have their turn.
@Suite struct NewcomerTests {
    private static let update = Frame.windowUpdate(0, 1).bytes
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)

    /// How many of 1,000 WINDOW_UPDATEs, 13 bytes each, are heard in one round of the loop; all of them are in the end.
    private func heardAtOnce(after greeting: (RawWire) -> Void) throws -> Int {
        let wire = try RawWire(limits: RawWire.limits {
            $0.abuse = nil
            $0.pings = nil
        })
        wire.greet()
        greeting(wire)
        let flood = (0..<1000).flatMap { _ in Self.update }
        #expect(flood.withUnsafeBytes { wire.far.write($0) } == .bytes(flood.count))
        wire.loop.step()
        let heard = try #require(wire.connection).http2.counters.windowUpdatesReceived
        wire.settle()
        #expect(wire.connection?.http2.counters.windowUpdatesReceived == 1000)
        return heard
    }

    @Test func aNewcomerHasSmallTurns() throws {
        // Two turns of 2 KiB: what is left of the first comes at the end of the same round.
        #expect(try heardAtOnce { _ in } <= 2 * 2048 / Self.update.count)
    }

    @Test func largeHeadersAreNoReasonForLargeTurns() throws {
        let large = Self.unary.adding("x", String(repeating: "x", count: 7_000))
        let heard = try heardAtOnce { wire in
            for id in stride(from: UInt32(1), to: 61, by: 2) { wire.send(.headers(id, large), .reset(id)) }
        }
        #expect(heard <= 2 * 2048 / Self.update.count)
    }

    @Test func whoHasFinishedACallIsReadAtOnce() throws {
        let heard = try heardAtOnce { wire in
            wire.send(.headers(1, Self.unary), .data(1, [0, 0, 0, 0, 0], endStream: true))
            #expect(wire.status(of: 1) == "0")
        }
        #expect(heard == 1000)
    }

    @Test func whoHasBroughtMessagesIsReadAtOnce() throws {
        let chat = HeaderFields.call(NoteService.Methods.chat.path)
        let heard = try heardAtOnce { wire in
            wire.send(.headers(1, chat), .data(1, [0, 0, 0, 0x3f, 0xfb] + [UInt8](repeating: 0, count: 16_379)))
        }
        #expect(heard == 1000)
    }
}
