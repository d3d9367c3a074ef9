import Martlet
import MartletProtobuf
import Testing

/// Each limit has an error that names it and its setting.
@Suite struct LimitTests {
    private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    private func note(bytes: Int) -> Note { Note(body: Bytes([UInt8](repeating: 1, count: bytes))) }

    @Test func aRequestAboveTheLimitIsRefusedByName() async throws {
        try await Loopback.run(limits: limits { $0.maxReceiveMessageBytes = 1000 }) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, self.note(bytes: 2000))
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("1000") == true)
            #expect(error?.message.contains("maxReceiveMessageBytes") == true)
            _ = try await loopback.client.unary(NoteService.Methods.unary, self.note(bytes: 900))
        }
    }

    @Test func aResponseAboveTheLimitIsRefusedByName() async throws {
        try await Loopback.run(limits: limits { $0.maxSendMessageBytes = 1000 }) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, self.note(bytes: 2000))
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("maxSendMessageBytes") == true)
        }
    }

    @Test func aClientHasTheSameLimits() async throws {
        try await Loopback.run(client: { $0.maxReceiveMessageBytes = 1000 }) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, self.note(bytes: 2000))
            }
            #expect(error?.code == .resourceExhausted)
        }
        try await Loopback.run(client: { $0.maxSendMessageBytes = 1000 }) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, self.note(bytes: 2000))
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("maxSendMessageBytes") == true)
        }
    }

    @Test func concurrentCallsBeyondTheLimitWaitTheirTurn() async throws {
        try await Loopback.run(limits: limits { $0.maxConcurrentStreams = 2 }) { loopback in
            let client = loopback.client
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try await client.unary(NoteService.Methods.unary, Note("x")) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Setting `maxRunningHandlers`: it holds for all connections together.
    @Test func handlersAreCountedAcrossConnections() async throws {
        try await Loopback.run(limits: limits { $0.maxRunningHandlers = 3 }, server: { $0.loops = 1 }) { loopback in
            let configuration = ClientConfiguration(security: .cleartext)
            let second = try Client("127.0.0.1:\(loopback.port)", configuration: configuration)
            var held: [BidirectionalCall<Note, Note>] = []
            for client in [loopback.client, second, loopback.client] {
                let call = try await client.bidirectionalStreaming(NoteService.Methods.chat)
                try await call.send(Note())
                var answers = call.responses.makeAsyncIterator()
                _ = try await answers.next()
                held.append(call)
            }
            for client in [loopback.client, second] {
                let error = await #expect(throws: RPCError.self) {
                    try await client.unary(NoteService.Methods.unary, Note())
                }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("refused the call twice") == true)
            }
            await held[1].finishSending()
            var answers = held[1].responses.makeAsyncIterator()
            #expect(try await answers.next() == nil)
            for client in [loopback.client, second] {
                #expect(try await client.unary(NoteService.Methods.unary, Note("x")).text == "x")
            }
            for call in held { call.cancel() }
            second.close()
        }
    }

    @Test func unknownMethodsAndServicesAreToldApart() async throws {
        try await Loopback.run { loopback in
            let method = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.missing, Note())
            }
            #expect(method?.code == .unimplemented)
            #expect(method?.message.contains("method") == true)
            let elsewhere = MethodDescriptor<Note, Note>(service: "no.Such", method: "M", shape: .unary)
            let service = await #expect(throws: RPCError.self) { try await loopback.client.unary(elsewhere, Note()) }
            #expect(service?.code == .unimplemented)
            #expect(service?.message.contains("service") == true)
        }
    }

    @Test func aThrowingHandlerIsUnknownAndTellsNoSecrets() async throws {
        struct Secret: Error { let password = "hunter2" }
        try await Loopback.run(NoteService(unary: { _, _ in throw Secret() })) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .unknown)
            #expect(error?.message.contains("hunter2") == false)
        }
    }
}
