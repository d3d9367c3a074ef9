import Martlet
import Testing

/// What services and handlers learn when the server is told to end.
@Suite struct DrainTests {
    @Test func servicesAreToldFirstAndNewClientsAreServedForTheDelay() async throws {
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        let service = NoteService(
            unary: { note, context in Note(note.text, number: context.isDraining ? 1 : 0) },
            willDrain: { tell.yield() })
        try await Loopback.run(service, shutdownDelay: .seconds(2)) { loopback in
            async let end: Void = loopback.server.shutDown()
            var signals = told.makeAsyncIterator()
            _ = await signals.next()
            let client = try Client(
                "127.0.0.1:\(loopback.port)", configuration: ClientConfiguration(security: .cleartext))
            let reply = try await client.unary(NoteService.Methods.unary, Note("late"))
            #expect(reply == Note("late", number: 0), "it drained before the delay was over")
            await end
            let refused = await #expect(throws: RPCError.self) {
                try await client.unary(NoteService.Methods.unary, Note("too late"))
            }
            #expect(refused?.code == .unavailable)
            client.close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aHandlerWithoutAnEndOfItsOwnEndsWhenItsConnectionDrains() async throws {
        let service = NoteService(chat: { _, responses, context in
            try await responses.write(Note(context.isDraining ? "draining" : "serving"))
            try await context.waitForDrain()
            try await responses.write(Note(context.isDraining ? "draining" : "serving"))
        })
        try await Loopback.run(service, shutdownGrace: .seconds(600)) { loopback in
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            var replies = call.responses.makeAsyncIterator()
            #expect(try await replies.next()?.text == "serving")
            async let end: Void = loopback.server.shutDown()
            #expect(try await replies.next()?.text == "draining")
            #expect(try await replies.next() == nil, "it ends with OK")
            await end
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func whoeverWaitsForTheDrainIsWokenWhenTheCallIsCancelled() async throws {
        let (outcome, report) = AsyncStream.makeStream(of: Bool.self)
        let service = NoteService(chat: { _, responses, context in
            try await responses.write(Note())
            do { try await context.waitForDrain() } catch { report.yield(context.isDraining) }
        })
        try await Loopback.run(service) { loopback in
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            var replies = call.responses.makeAsyncIterator()
            _ = try await replies.next()
            call.cancel()
            var outcomes = outcome.makeAsyncIterator()
            #expect(await outcomes.next() == false)
        }
    }
}
