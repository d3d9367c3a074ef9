import Logging
import Martlet
import MetricsTestKit
import Testing

/// The interceptors that come with the library, between a real client and a real server.
@Suite struct BuiltInInterceptorTests {
    private typealias Methods = NoteService.Methods

    private let failing = NoteService(unary: { note, _ in
        if note.text.isEmpty { throw RPCError(.notFound, "no\nnote") }
        return Note(note.text + note.text)
    })

    @Test func theLogSaysWhatCameOfACall() async throws {
        let log = LogRecorder(level: .info)
        let interceptors = [Interception(CallLog(log.logger), of: .method("martlet.test.Notes/Unary"))]
        try await Loopback.run(failing, interceptors: interceptors) { loopback in
            _ = try await loopback.client.unary(Methods.unary, Note("abc"))
            _ = try? await loopback.client.unary(Methods.unary, Note())
            for try await _ in try await loopback.client.serverStreaming(Methods.expand, Note(number: 1)) {}
        }
        #expect(log.lines.count == 2)
        let (fine, bad) = (try #require(log.lines.first), try #require(log.lines.last))
        #expect(fine.hasPrefix("info call ended "))
        for field in ["\"status\": OK", "\"received_bytes\": 5", "\"sent_bytes\": 8", "\"sent_messages\": 1"] {
            #expect(fine.contains(field), "\(fine)")
        }
        #expect(bad.hasPrefix("notice call ended "))
        #expect(bad.contains("\"status\": NOT_FOUND") && !bad.contains("\n"))
    }

    @Test func theLogHasLevelsOfItsOwn() async throws {
        let log = LogRecorder(level: .notice)
        try await Loopback.run(failing, interceptors: [Interception(CallLog(log.logger))]) { loopback in
            _ = try await loopback.client.unary(Methods.unary, Note("abc"))
            _ = try? await loopback.client.unary(Methods.unary, Note())
        }
        #expect(log.lines.count == 1)
    }

    @Test func callsAreCountedAndTimedByMethodAndStatus() async throws {
        let metrics = TestMetrics()
        try await Loopback.run(failing, interceptors: [Interception(CallMetrics(metrics))]) { loopback in
            for text in ["a", "abc", ""] { _ = try? await loopback.client.unary(Methods.unary, Note(text)) }
        }
        let method = ("grpc.method", "martlet.test.Notes/Unary")
        #expect(try metrics.expectCounter("grpc.server.call.started", [method]).totalValue == 3)
        for (status, count, bytes) in [("OK", 2, [3, 5]), ("NOT_FOUND", 1, [0])] {
            let labels = [method, ("grpc.status", status)]
            #expect(try metrics.expectTimer("grpc.server.call.duration", labels).values.count == count)
            let received = try metrics.expectRecorder("grpc.server.call.received_bytes", labels)
            #expect(received.values.map { Int($0) } == bytes)
        }
        let sent = try metrics.expectRecorder("grpc.server.call.sent_bytes", [method, ("grpc.status", "OK")])
        #expect(sent.values == [4, 8])
    }

    @Test func noMoreCallsRunAtOnceThanAllowed() async throws {
        let limit = CallLimit(atOnce: 2)
        try await Loopback.run(interceptors: [Interception(limit)]) { loopback in
            let chats = [
                try await loopback.client.bidirectionalStreaming(Methods.chat),
                try await loopback.client.bidirectionalStreaming(Methods.chat),
            ]
            for chat in chats {
                try await chat.send(Note("a"))
                var answers = chat.responses.makeAsyncIterator()
                #expect(try await answers.next() != nil)
            }
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(Methods.unary, Note("a"))
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("setting CallLimit.most") == true)
            await chats[0].finishSending()
            for try await _ in chats[0].responses {}
            #expect(try await loopback.client.unary(Methods.unary, Note("b")) == Note("b"))
            await chats[1].finishSending()
        }
    }

    @Test func aRuleDemandsDeadlines() async throws {
        let rule = DeadlineRule(longest: .seconds(60))
        try await Loopback.run(interceptors: [Interception(rule)]) { loopback in
            for (options, code) in [
                (CallOptions(timeout: .seconds(30)), nil), (CallOptions(), RPCError.Code.invalidArgument),
                (CallOptions(timeout: .seconds(90)), .invalidArgument),
            ] {
                do throws(RPCError) {
                    _ = try await loopback.client.unary(Methods.unary, Note("a"), options: options)
                    #expect(code == nil)
                } catch {
                    #expect(error.code == code)
                }
            }
        }
    }
}
