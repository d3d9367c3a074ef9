import MartletHTTP2
import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// How much of a peer is read before others of its loop have their turn, and who goes first.
@Suite struct NewcomerTests {
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let update = Frame.windowUpdate(0, 1).bytes
    /// A message of 95 bytes, in a frame of its own, on a stream that is open.
    private static let message = Frame.data(1, [0, 0, 0, 0, 95, 10, 93] + [UInt8](repeating: 0x78, count: 93)).bytes

    /// How many of `count` units are heard in one round of the loop; all of them are in the end.
    private func heardAtOnce(
        _ wire: RawWire, _ unit: [UInt8], _ count: Int, _ counter: KeyPath<HTTP2Counters, Int>
    ) throws -> Int {
        let http2 = try #require(wire.connection).http2
        let before = http2.counters[keyPath: counter]
        let flood = [[UInt8]](repeating: unit, count: count).flatMap(\.self)
        #expect(flood.withUnsafeBytes { wire.far.write($0) } == .bytes(flood.count))
        wire.loop.step()
        let heard = http2.counters[keyPath: counter] - before
        wire.settle()
        #expect(http2.counters[keyPath: counter] - before == count)
        return heard
    }

    /// How many of 1,000 WINDOW_UPDATEs are heard in one round after `greeting`.
    private func updatesHeardAtOnce(after greeting: (RawWire) -> Void) throws -> Int {
        let wire = try RawWire(limits: RawWire.limits {
            $0.abuse = nil
            $0.pings = nil
        })
        wire.greet()
        greeting(wire)
        return try heardAtOnce(wire, Self.update, 1000, \.windowUpdatesReceived)
    }

    @Test func aNewcomerHasSmallTurns() throws {
        #expect(try updatesHeardAtOnce { _ in } <= 2048 / Self.update.count)
    }

    @Test func largeHeadersAreNoReasonForLargeTurns() throws {
        let large = Self.unary.adding("x", String(repeating: "x", count: 7_000))
        let heard = try updatesHeardAtOnce { wire in
            for id in stride(from: UInt32(1), to: 61, by: 2) { wire.send(.headers(id, large), .reset(id)) }
        }
        #expect(heard <= 2048 / Self.update.count)
    }

    /// As many calls as go well, so many KiB more are read.
    @Test(arguments: [(1, 3077), (5, 7193), (9, 11_309)])
    func eachCallIsReasonForALittleMore(calls: Int, bytes: Int) throws {
        let heard = try updatesHeardAtOnce { call($0, calls) }
        #expect(heard == bytes / Self.update.count)
    }

    private func call(_ wire: RawWire, _ count: Int) {
        for id in 0..<UInt32(count) {
            wire.send(.headers(1 + 2 * id, Self.unary), .data(1 + 2 * id, [0, 0, 0, 0, 0], endStream: true))
        }
        #expect(wire.successes == count)
    }

    @Test func whoHasBroughtMessagesIsReadAtOnce() throws {
        let heard = try updatesHeardAtOnce { wire in
            wire.send(.headers(1, Self.chat))
            wire.send(.data(1, [0, 0, 0, 0x3f, 0xfb] + [UInt8](repeating: 0, count: 16_379)))
        }
        #expect(heard == 1000)
    }

    /// Whatever a peer has done well: one that spends its points in a hurry is treated as if it were new.
    @Test func whoHasSpentHalfOfItsPointsHasSmallTurns() throws {
        let wire = try RawWire()
        wire.greet()
        wire.send(.headers(1, Self.chat))
        wire.send(bytes: [[UInt8]](repeating: Self.message, count: 1000).flatMap(\.self))
        func reset(_ ids: StrideTo<UInt32>) {
            for id in ids { wire.send(.headers(id, Self.unary), .reset(id)) }
        }
        func heard() throws -> Int { try heardAtOnce(wire, Self.message, 200, \.dataFramesReceived) }

        reset(stride(from: 3, to: 403, by: 2))
        #expect(try heard() == 200)
        reset(stride(from: 403, to: 703, by: 2))
        #expect(try heard() <= 2048 / Self.message.count + 1)
        wire.advance(by: .seconds(5))
        wire.send(bytes: Self.message)
        #expect(try heard() == 200)
        #expect(wire.closeReason == nil)
    }

    @Test func whoIsKnownIsServedBeforeANewcomer() throws {
        let served = Mutex<[String]>([])
        let service = NoteService(unary: { note, _ in
            served.withLock { $0.append(note.text) }
            return note
        })
        let newcomer = try RawWire(service)
        let known = try RawWire(service, beside: newcomer)
        for wire in [newcomer, known] { wire.greet() }
        call(known, 20)
        for (wire, name) in [(newcomer, "new"), (known, "old")] {
            let call = [Frame.headers(41, Self.unary), .data(41, [0, 0, 0, 0, 5, 10, 3] + name.utf8, endStream: true)]
            let bytes = call.flatMap(\.bytes)
            #expect(bytes.withUnsafeBytes { wire.far.write($0) } == .bytes(bytes.count))
        }
        newcomer.loop.step()
        #expect(served.withLock { $0.suffix(2) } == ["old", "new"])
    }
}
