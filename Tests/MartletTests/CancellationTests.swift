import Martlet
import Testing

/// Cancelling really cancels, on both sides.
@Suite struct CancellationTests {
    @Test func cancellingTheCallersTaskCancelsTheHandlersTask() async throws {
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let service = NoteService(unary: { note, _ in
            report.yield("began")
            try? await Task.sleep(for: .seconds(30))
            report.yield(Task.isCancelled ? "cancelled" : "slept")
            return note
        })
        try await Loopback.run(service) { loopback in
            let client = loopback.client
            let task = Task { try await client.unary(NoteService.Methods.unary, Note()) }
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "began")
            task.cancel()
            let error = await #expect(throws: RPCError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(await iterator.next() == "cancelled")
        }
    }

    @Test func cancellingAStreamWakesTheHandlerThatReads() async throws {
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let service = NoteService(chat: { notes, _, _ in
            do {
                for try await note in notes { report.yield(note.text) }
                report.yield("ended")
            } catch let error as RPCError {
                report.yield("\(error.code)")
            }
        })
        try await Loopback.run(service) { loopback in
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            try await call.send(Note("hello"))
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "hello")  // a call cancelled earlier may never reach its handler
            call.cancel()
            #expect(await iterator.next() == "CANCELLED")
            let error = await #expect(throws: RPCError.self) { try await call.send(Note()) }
            #expect(error?.code == .cancelled)
        }
    }

    @Test func lettingGoOfACallCancelsIt() async throws {
        let (events, report) = AsyncStream.makeStream(of: Bool.self)
        let service = NoteService(expand: { _, responses, _ in
            while (try? await responses.write(Note("more"))) != nil { await Task.yield() }
            report.yield(Task.isCancelled)
        })
        try await Loopback.run(service) { loopback in
            do {
                let call = try await loopback.client.serverStreaming(NoteService.Methods.expand, Note())
                var iterator = call.makeAsyncIterator()
                #expect(try await iterator.next()?.text == "more")
            }
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func aLostConnectionCancelsHandlersAndFailsCalls() async throws {
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let service = NoteService(unary: { note, _ in
            report.yield("began")
            try? await Task.sleep(for: .seconds(30))
            report.yield(Task.isCancelled ? "cancelled" : "slept")
            return note
        })
        try await Loopback.run(service, shutdownGrace: .milliseconds(10)) { loopback in
            let client = loopback.client
            let task = Task { try await client.unary(NoteService.Methods.unary, Note()) }
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "began")
            await loopback.server.shutDown()
            let error = await #expect(throws: RPCError.self) { try await task.value }
            #expect(error?.code == .unavailable)
            #expect(await iterator.next() == "cancelled")
        }
    }

    @Test func aHandlerMayEndBeforeTheClientDoes() async throws {
        let service = NoteService(collect: { notes, _ in
            for try await note in notes { return note }
            return Note()
        })
        try await Loopback.run(service) { loopback in
            let call = try await loopback.client.clientStreaming(NoteService.Methods.collect)
            try await call.send(Note("first"))
            #expect(try await call.finish().text == "first")
            // The connection is as good as before.
            #expect(try await loopback.client.unary(NoteService.Methods.unary, Note("after")).text == "after")
        }
    }
}
