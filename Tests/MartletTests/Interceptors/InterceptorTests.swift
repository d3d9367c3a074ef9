import Martlet
import MartletProtobuf
import Synchronization
import Testing

/// Interceptors between a real client and a real server.
@Suite struct InterceptorTests {
    private typealias Methods = NoteService.Methods

    @Test func oneShapeServesAllFourKinds() async throws {
        let seen = Record()
        try await Loopback.run(interceptors: [Interception(Tap("tap", seen))]) { loopback in
            #expect(try await loopback.client.unary(Methods.unary, Note("a")) == Note("a"))
            let collect = try await loopback.client.clientStreaming(Methods.collect)
            for _ in 0..<3 { try await collect.send(Note("b", number: 1)) }
            #expect(try await collect.finish() == Note("bbb", number: 3))
            let expand = try await loopback.client.serverStreaming(Methods.expand, Note("c", number: 4))
            #expect(try await expand.reduce(0) { sum, _ in sum + 1 } == 4)
            let chat = try await loopback.client.bidirectionalStreaming(Methods.chat)
            var answers = chat.responses.makeAsyncIterator()
            for number in 0..<5 {
                try await chat.send(Note(number: Int32(number)))
                #expect(try await answers.next()?.number == Int32(number))
            }
            await chat.finishSending()
            #expect(try await answers.next() == nil)
        }
        #expect(
            seen.lines == [
                "tap unary 1>1", "tap clientStreaming 3>1", "tap serverStreaming 1>4", "tap bidirectionalStreaming 5>5",
            ])
    }

    @Test func theFirstIsOutermost() async throws {
        let seen = Record()
        let interceptors = ["outer", "inner"].map { Interception(Tap($0, seen, early: true)) }
        try await Loopback.run(interceptors: interceptors) { loopback in
            _ = try await loopback.client.unary(Methods.unary, Note("a"))
        }
        #expect(seen.lines == ["outer before", "inner before", "inner unary 1>1", "outer unary 1>1"])
    }

    @Test func messagesCanBeChangedOnBothWays() async throws {
        let service = NoteService(unary: { note, _ in Note(note.text + "|", number: note.number) })
        let stamps = [Interception(Stamp(">")), Interception(Stamp("+"))]
        try await Loopback.run(service, interceptors: stamps) { loopback in
            #expect(try await loopback.client.unary(Methods.unary, Note("x")).text == "x>+|+>")
            let call = try await loopback.client.serverStreaming(Methods.expand, Note("y", number: 2))
            for try await note in call { #expect(note.text == "y>++>") }
        }
    }

    @Test func anErrorOfAnInterceptorIsTheStatus() async throws {
        let service = NoteService(unary: { note, _ in
            Issue.record("the handler ran")
            return note
        })
        try await Loopback.run(service, interceptors: [Interception(Refuse())]) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(Methods.unary, Note("a"))
            }
            #expect(error?.code == .permissionDenied)
            #expect(error?.metadata["x-why"] == "closed")
        }
    }

    @Test func anInterceptorSeesAndChangesTheHandlersError() async throws {
        struct Lost: Error {}
        let service = NoteService(unary: { _, _ in throw Lost() })
        try await Loopback.run(service, interceptors: [Interception(Translate())]) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(Methods.unary, Note("a"))
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func metadataAndValuesReachTheHandlerAndTrailersTheClient() async throws {
        let service = NoteService(unary: { _, context in
            Note("\(context[Principal.self] ?? "nobody") \(context.metadata["x-b"] ?? "-")"
                + "\(context.metadata(for: "x-a"))")
        })
        let methods = MethodScope.method("martlet.test.Notes/Unary")
        try await Loopback.run(service, interceptors: [Interception(Identify(), of: methods)]) { loopback in
            let answer = try await loopback.client.unaryResponse(
                Methods.unary, Note(), options: .metadata(["x-user": "ada", "x-a": "1"]))
            #expect(answer.message.text == "ada added[]")
            #expect(answer.headers["x-seen"] == "ada")
            #expect(answer.trailers["x-done"] == "yes")
        }
        try await Loopback.run(service) { loopback in
            let answer = try await loopback.client.unary(Methods.unary, Note())
            #expect(answer.text == "nobody -[]")
        }
    }

    @Test func scopesChooseMethods() async throws {
        let seen = Record()
        let interceptors = [
            Interception(Tap("service", seen), of: .service("martlet.test.Notes")),
            Interception(Tap("method", seen), of: .method("martlet.test.Notes/Expand")),
        ]
        try await Loopback.run(interceptors: interceptors) { loopback in
            _ = try await loopback.client.unary(Methods.unary, Note())
            for try await _ in try await loopback.client.serverStreaming(Methods.expand, Note(number: 1)) {}
        }
        #expect(seen.lines == ["service unary 1>1", "method serverStreaming 1>1", "service serverStreaming 1>1"])
    }

    @Test func aScopeThatNothingServesIsAMistake() {
        let server = Server(
            ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext), services: [NoteService()],
            interceptors: [Interception(Refuse(), of: .service("martlet.test.Nodes"))])
        let error = #expect(throws: RuntimeError.self) { try server.start() }
        #expect(error?.message.contains("martlet.test.Nodes") == true)
    }

    @Test func aUnaryCallIsAnsweredOnce() async throws {
        try await Loopback.run(interceptors: [Interception(Answer(times: 1))]) { loopback in
            let answer = try await loopback.client.unary(Methods.unary, Note("a"))
            #expect(answer == Note("a"))
        }
        for times in [0, 2] {
            try await Loopback.run(interceptors: [Interception(Answer(times: times))]) { loopback in
                let error = await #expect(throws: RPCError.self) {
                    try await loopback.client.unary(Methods.unary, Note("a"))
                }
                #expect(error?.code == .internalError)
            }
        }
    }
}

// MARK: Interceptors

final class Record: Sendable {
    private let stored = Mutex<[String]>([])
    var lines: [String] { stored.withLock { $0 } }
    func add(_ line: String) { stored.withLock { $0.append(line) } }
}

private enum Principal: ServerContextKey {
    static var defaultValue: String? { nil }
}

/// Counts the messages on both ways.
private struct Tap: ServerInterceptor {
    let name: String
    let record: Record
    var early = false

    init(_ name: String, _ record: Record, early: Bool = false) {
        self.name = name
        self.record = record
        self.early = early
    }

    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        if early { record.add("\(name) before") }
        let counts = Counts()
        var call = call
        call.requests = call.requests.transformed { message in
            counts.received.increment()
            return message
        }
        call.responses = call.responses.transformed { message in
            counts.sent.increment()
            return message
        }
        try await next(call)
        record.add("\(name) \(call.method.shape) \(counts.received.value)>\(counts.sent.value)")
    }
}

private struct Counts: Sendable {
    let received = Counter()
    let sent = Counter()
}

/// Adds a mark to every text.
private struct Stamp: ServerInterceptor {
    let mark: String

    init(_ mark: String) { self.mark = mark }

    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        var call = call
        call.requests = call.requests.transformed(stamped)
        call.responses = call.responses.transformed(stamped)
        try await next(call)
    }

    @Sendable private func stamped<Element: Message>(_ message: Element) throws(RPCError) -> Element {
        guard var note = message as? Note else { return message }
        note.text += mark
        return note as? Element ?? message
    }
}

private struct Refuse: ServerInterceptor {
    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        throw RPCError(.permissionDenied, "closed on Sundays", metadata: ["x-why": "closed"])
    }
}

private struct Translate: ServerInterceptor {
    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        do { try await next(call) } catch { throw RPCError(.notFound, "\(type(of: error))") }
    }
}

/// Answers in the handler's stead with the request itself.
private struct Answer: ServerInterceptor {
    let times: Int

    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        for try await request in call.requests {
            for _ in 0..<times {
                if let answer = request as? Response { try await call.responses.write(answer) }
            }
        }
    }
}

private struct Identify: ServerInterceptor {
    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        var call = call
        let user = call.context.metadata["x-user"]
        call.context[Principal.self] = user
        call.context.metadata.removeAll("x-a")
        call.context.metadata.add("x-b", "added")
        call.context.addResponseHeaders(["x-seen": user ?? "-"])
        try await next(call)
        call.context.addTrailers(["x-done": "yes"])
    }
}
