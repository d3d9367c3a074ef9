import Martlet
import Testing

/// `grpc-timeout` sent, obeyed, inherited.
@Suite struct DeadlineTests {
    @Test func theClientStopsWaitingAtItsDeadline() async throws {
        let service = NoteService(unary: { note, _ in
            try await Task.sleep(for: .seconds(30))
            return note
        })
        try await Loopback.run(service) { loopback in
            let start = ContinuousClock.now
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(
                    NoteService.Methods.unary, Note(), options: .deadline(.milliseconds(50)))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func theDeadlineCancelsTheHandler() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Bool.self)
        let service = NoteService(unary: { note, _ in
            try? await Task.sleep(for: .seconds(30))
            end.yield(Task.isCancelled)
            return note
        })
        try await Loopback.run(service) { loopback in
            _ = try? await loopback.client.unary(
                NoteService.Methods.unary, Note(), options: .deadline(.milliseconds(50)))
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func aDeadlineThatHasPassedIsAnsweredWithoutTheHandler() async throws {
        let service = NoteService(unary: { _, _ in
            Issue.record("the handler ran")
            return Note()
        })
        try await Loopback.run(service) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note(), options: .deadline(.zero))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }

    @Test func theHandlerSeesWhatIsLeft() async throws {
        let service = NoteService(unary: { _, context in
            Note(number: Int32((context.deadline?.remaining ?? .zero) / .milliseconds(1)))
        })
        try await Loopback.run(service) { loopback in
            let reply = try await loopback.client.unary(
                NoteService.Methods.unary, Note(), options: .deadline(.seconds(20)))
            #expect((10_000...20_000).contains(reply.number))
            let unlimited = try await loopback.client.unary(NoteService.Methods.unary, Note())
            #expect(unlimited.number == 0)
        }
    }

    @Test func callsThatAHandlerMakesInheritTheDeadline() async throws {
        let inner = NoteService(unary: { _, context in
            Note(number: Int32((context.deadline?.remaining ?? .zero) / .milliseconds(1)))
        })
        try await Loopback.run(inner) { back in
            let client = back.client
            let outer = NoteService(unary: { note, _ in
                try await client.unary(NoteService.Methods.unary, note, options: .deadline(.seconds(3600)))
            })
            try await Loopback.run(outer) { front in
                let reply = try await front.client.unary(
                    NoteService.Methods.unary, Note(), options: .deadline(.seconds(20)))
                #expect((10_000...20_000).contains(reply.number))
            }
        }
    }

    @Test func aStreamEndsAtItsDeadline() async throws {
        let service = NoteService(expand: { _, responses, _ in
            while true { try await responses.write(Note("tick")); try await Task.sleep(for: .milliseconds(5)) }
        })
        try await Loopback.run(service) { loopback in
            let call = try await loopback.client.serverStreaming(
                NoteService.Methods.expand, Note(), options: .deadline(.seconds(2)))
            let error = await #expect(throws: RPCError.self) { for try await _ in call {} }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
