import MartletHTTP2
import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// The place of a call that was cancelled, at the limit of the client's calls.
@Suite struct CancelledPlaceTests {
    private static let chat = HeaderFields.call(NoteService.Methods.chat.path)

    /// The client's RST_STREAM and the HEADERS of its next call come together: no handler could have returned between.
    @Test func aCallThatFollowsItsCancelledOneBegins() throws {
        let wire = try RawWire(limits: RawWire.limits { $0.maxConcurrentStreams = 3 })
        wire.greet()
        for id: UInt32 in [1, 3, 5] { wire.send(.headers(id, Self.chat)) }
        for id in stride(from: UInt32(1), to: 300, by: 2) {
            wire.send(.reset(id), .headers(id + 6, Self.chat))
            #expect(wire.reset(of: id + 6) == nil)
        }
        wire.send(.data(305, [0, 0, 0, 0, 0], endStream: true))
        #expect(wire.status(of: 305) == "0")
        #expect(wire.goAways.isEmpty && wire.closeReason == nil)
    }

    /// All at once, as when the deadline that they share passes.
    @Test func allCallsOfAConnectionMayBeReplacedAtOnce() throws {
        let wire = try RawWire(limits: RawWire.limits { $0.maxConcurrentStreams = 50 })
        wire.greet()
        var ids = (0..<50).map { UInt32(1 + 2 * $0) }
        wire.send(bytes: ids.flatMap { Frame.headers($0, Self.chat).bytes })
        for _ in 0..<3 {
            let resets = ids.flatMap { Frame.reset($0).bytes }
            ids = ids.map { $0 + 100 }
            wire.send(bytes: resets + ids.flatMap { Frame.headers($0, Self.chat).bytes })
            #expect(ids.allSatisfy { wire.reset(of: $0) == nil })
        }
        #expect(wire.goAways.isEmpty && wire.closeReason == nil)
    }

    /// From end to end.
    @Test func aClientAtItsLimitCancelsAndCallsAgain() async throws {
        var limits = ServerLimits()
        limits.maxConcurrentStreams = 2
        try await Loopback.run(limits: limits) { loopback in
            let client = loopback.client
            let held = try await client.bidirectionalStreaming(NoteService.Methods.chat)
            for number in 0..<100 {
                let call = try await client.bidirectionalStreaming(NoteService.Methods.chat)
                try await call.send(Note())
                var answers = call.responses.makeAsyncIterator()
                _ = try await answers.next()
                call.cancel()
                let reply = try await client.unary(NoteService.Methods.unary, Note("x", number: Int32(number)))
                #expect(reply.number == Int32(number))
            }
            held.cancel()
        }
    }
}
