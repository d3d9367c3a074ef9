import Martlet
import MartletEventLoop
import Testing

@testable import class Martlet.CallStream

/// Nobody waits for ever, whatever has ended meanwhile.
@Suite struct StoppedLoopTests {
    @Test(.timeLimit(.minutes(1)))
    func aClientWhoseLoopHasStoppedFailsItsCalls() async throws {
        let loop = try EventLoop(name: "short-lived")
        let configuration = ClientConfiguration(security: .cleartext, eventLoop: loop)
        let client = try Client("127.0.0.1:1", configuration: configuration)
        await loop.stop()
        let unary = await #expect(throws: RPCError.self) {
            try await client.unary(NoteService.Methods.unary, Note())
        }
        #expect(unary?.code == .unavailable)
        let stream = await #expect(throws: RPCError.self) {
            _ = try await client.bidirectionalStreaming(NoteService.Methods.chat)
        }
        #expect(stream?.code == .unavailable)
    }

    private func code(_ body: () async throws -> Void) async -> RPCError.Code? {
        do { try await body() } catch { return (error as? RPCError)?.code }
        return nil
    }

    /// A handler that ignores its cancellation outlives the server's loops; what it does then fails.
    @Test(.timeLimit(.minutes(1)))
    func aHandlerThatOutlivesTheServerFails() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        let (outcome, report) = AsyncStream.makeStream(of: [RPCError.Code?].self)
        let service = NoteService(chat: { notes, responses, context in
            begin.yield()
            await Task.detached { for await _ in gate { break } }.value
            let writing = await code { try await responses.write(Note()) }
            let reading = await code { for try await _ in notes {} }
            let sending = await code { try await context.sendHeaders() }
            report.yield([writing, reading, sending])
        })
        try await Loopback.run(service, shutdownGrace: .milliseconds(10)) { loopback in
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            var starts = began.makeAsyncIterator()
            _ = await starts.next()
            await loopback.server.shutDown()
            open.yield()
            var outcomes = outcome.makeAsyncIterator()
            // The handler's task was cancelled by the server's end, and a reader looks at that first.
            let codes = await outcomes.next()
            #expect(codes == [.unavailable, .cancelled, .unavailable])
            call.cancel()
        }
    }

    /// A reader that is no task of the loop may be cancelled when it has looked whether it was, and has not arrived
    /// there yet.
    @Test(.timeLimit(.minutes(1)))
    func aReaderCancelledOnItsWayToTheLoopIsWoken() async throws {
        let loop = try EventLoop(name: "elsewhere")
        let call = CallStream(loop: loop, maxReceiveMessageBytes: 1000, maxSendMessageBytes: 1000)
        let reader = Task.detached {
            withUnsafeCurrentTask { $0?.cancel() }
            if case .pending = await call.waitForInbound(Note.self) { return true }
            return false
        }
        #expect(await reader.value)
        await loop.stop()
    }
}
