import MartletEventLoop
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Busy clients that do nothing wrong keep their connection under the limits as they come, though no time passes in
/// which anything could be forgiven.
@Suite(.serialized) struct HonestPeerTests {
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)
    private static let emptyMessage: [UInt8] = [0, 0, 0, 0, 0]

    /// Has a client send `frames` for so many streams, one after the other, and looks whether all went well.
    private func expectWelcome(
        streams: Int, calls: Int, _ frames: @escaping @Sendable (_ index: Int, _ id: UInt32) -> [Frame]
    ) async throws {
        let wire = try await RawWire.aside {
            let wire = try RawWire()
            wire.greet()
            for index in 0..<streams {
                wire.send(bytes: frames(index, UInt32(1 + 2 * index)).flatMap(\.bytes))
            }
            return wire
        }
        expectWell(wire, calls: calls)
    }

    private func expectWell(_ wire: RawWire, calls: Int) {
        #expect(wire.goAways.isEmpty && wire.closeReason == nil)
        #expect(wire.successes == calls)
        #expect(wire.log.lines.isEmpty)
    }

    @Test func tenThousandCallsInARow() async throws {
        try await expectWelcome(streams: 10_000, calls: 10_000) { _, id in
            [.headers(id, Self.unary), .data(id, Self.emptyMessage, endStream: true)]
        }
    }

    /// grpc-go and the C core measure the bandwidth with a PING when data comes, and give credit for what they read.
    @Test func aPingAndCreditWithEachCall() async throws {
        try await expectWelcome(streams: 3000, calls: 3000) { _, id in
            [
                .headers(id, Self.unary), .windowUpdate(0, 5), .data(id, Self.emptyMessage, endStream: true),
                .ping(0x0204_1010_0e07_0707), .windowUpdate(0, 5),
            ]
        }
    }

    /// One that reads a stream measures again each time an answer has come.
    @Test func aPingWithEachMessageOfAStream() async throws {
        let wire = try await RawWire.aside {
            let wire = try RawWire()
            wire.greet()
            wire.send(.headers(1, Self.chat))
            for _ in 0..<3000 {
                wire.send(.data(1, Self.emptyMessage), .ping(), .windowUpdate(0, 5), .windowUpdate(1, 5))
            }
            wire.send(.data(1, endStream: true))
            return wire
        }
        expectWell(wire, calls: 1)
    }

    @Test func oneCallInTwentyMeetsItsDeadline() async throws {
        try await expectWelcome(streams: 4000, calls: 3800) { index, id in
            if index % 20 == 0 { return [.headers(id, Self.chat), .reset(id)] }
            return [.headers(id, Self.unary), .data(id, Self.emptyMessage, endStream: true)]
        }
    }

    @Test func aThousandStreamsAtOnce() throws {
        let wire = try RawWire(limits: RawWire.limits { $0.maxConcurrentStreams = 1000 })
        wire.greet()
        let ids = (0..<1000).map { UInt32(1 + 2 * $0) }
        wire.send(bytes: ids.flatMap { Frame.headers($0, Self.chat).bytes })
        wire.send(bytes: ids.flatMap { Frame.data($0, Self.emptyMessage, endStream: true).bytes })
        expectWell(wire, calls: 1000)
    }

    /// Each in a DATA frame of its own, as clients write them.
    @Test func aStreamOfTinyMessages() async throws {
        let wire = try await RawWire.aside {
            let wire = try RawWire()
            wire.greet()
            wire.send(.headers(1, HeaderFields.call(NoteService.Methods.collect.path)))
            let hundred = [[UInt8]](repeating: Frame.data(1, Self.emptyMessage).bytes, count: 100).flatMap(\.self)
            for _ in 0..<300 { wire.send(bytes: hundred) }
            wire.send(.data(1, endStream: true))
            return wire
        }
        expectWell(wire, calls: 1)
    }
}
