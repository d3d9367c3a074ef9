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
            async let end = loopback.server.shutDown()
            var signals = told.makeAsyncIterator()
            _ = await signals.next()
            let client = try Client(
                "127.0.0.1:\(loopback.port)", configuration: ClientConfiguration(security: .cleartext))
            let reply = try await client.unary(NoteService.Methods.unary, Note("late"))
            #expect(reply == Note("late", number: 0), "it drained before the delay was over")
            _ = await end
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
            async let end = loopback.server.shutDown()
            #expect(try await replies.next()?.text == "draining")
            #expect(try await replies.next() == nil, "it ends with OK")
            _ = await end
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func theReportTellsWhatFinishedAndWhatWasCut() async throws {
        let (running, begin) = AsyncStream.makeStream(of: Void.self)
        let service = NoteService(
            unary: { note, context in
                begin.yield()
                try? await context.waitForDrain()
                return note
            },
            chat: { _, _, _ in
                begin.yield()
                await Task.detached { try? await Task.sleep(for: .seconds(5)) }.value
            })
        try await Loopback.run(service, shutdownGrace: .seconds(1)) { loopback in
            let client = loopback.client
            async let first = client.unary(NoteService.Methods.unary, Note())
            async let second = client.unary(NoteService.Methods.unary, Note())
            let call = try await client.bidirectionalStreaming(NoteService.Methods.chat)
            var starts = running.makeAsyncIterator()
            for _ in 0..<3 { _ = await starts.next() }
            let report = await loopback.server.shutDown()
            _ = try await (first, second)
            #expect(report.methods["/martlet.test.Notes/Unary"] == DrainReport.Calls(finished: 2, cut: 0))
            #expect(report.methods["/martlet.test.Notes/Chat"] == DrainReport.Calls(finished: 0, cut: 1))
            #expect((report.finished, report.cut, report.connections, report.connectionsCut) == (2, 1, 1, 1))
            #expect(report.handlersLeft == 1, "it does not heed its cancellation")
            #expect(report.duration >= .seconds(1))
            #expect(report.description.contains("(/martlet.test.Notes/Chat 1)"))
            call.cancel()
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
