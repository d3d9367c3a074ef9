import MartletCompression
import MartletProtobuf
import Testing

@testable import Martlet

/// Client and server that compress for each other, over a socket.
@Suite struct CompressedCallTests {
    private let note = CompressedFrames.note(300_000)

    @Test(arguments: CompressionAlgorithm.available)
    func allFourShapes(algorithm: CompressionAlgorithm) async throws {
        let note = note
        try await Loopback.run(client: { $0.requestCompression = algorithm }) { loopback in
            let client = loopback.client
            let unary = try await client.unaryResponse(NoteService.Methods.unary, note)
            #expect(unary.message == note)
            #expect(unary.traffic.compressedMessagesSent == 1 && unary.traffic.compressedMessagesReceived == 1)
            #expect(unary.traffic.bytesReceived > 300_000, "bytes are counted before compression")

            let collect = try await client.clientStreaming(NoteService.Methods.collect)
            for _ in 0..<5 { try await collect.send(Note(String(repeating: "a", count: 2_000), number: 1)) }
            let sum = try await collect.finish()
            #expect(sum.number == 5 && sum.text.utf8.count == 10_000)

            var expand = Note(String(repeating: "b", count: 2_000))
            expand.number = 20
            let responses = try await client.serverStreaming(NoteService.Methods.expand, expand)
            var count = 0
            for try await response in responses where response.text == expand.text { count += 1 }
            #expect(count == 20)
            #expect(await responses.messageCount().compressedMessagesReceived == 20)

            let chat = try await client.bidirectionalStreaming(NoteService.Methods.chat)
            var answers = chat.responses.makeAsyncIterator()
            for number: Int32 in 0..<5 {
                var note = note
                note.number = number
                try await chat.send(note, compress: number % 2 == 0)
                #expect(try await answers.next() == note)
            }
            await chat.finishSending()
            #expect(try await answers.next() == nil)
        }
    }

    @Test func interceptorsGetMessagesDecompressed() async throws {
        let note = note
        try await Loopback.run(interceptors: [Interception(Pass())], client: { $0.requestCompression = .gzip }) {
            let reply = try await $0.client.unary(NoteService.Methods.unary, note)
            #expect(reply == note)
        }
    }

    @Test func aServerThatAcceptsNothingSaysSo() async throws {
        let note = note
        try await Loopback.run(
            server: { $0.compression.accepted = [] }, client: { $0.requestCompression = .gzip }
        ) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, note)
            }
            #expect(error?.code == .unimplemented)
            #expect(error?.message.contains("gzip") == true)
            let plain = CallOptions(requestCompression: .identity)
            let reply = try await loopback.client.unary(NoteService.Methods.unary, note, options: plain)
            #expect(reply == note)
        }
    }
}

private struct Pass: ServerInterceptor {
    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        try await next(call)
    }
}
