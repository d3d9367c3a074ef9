import Foundation
import Logging
import Martlet
import MartletProtobuf
import Testing

/// The four call shapes between our client and our server, in cleartext and over TLS.
@Suite struct CallShapeTests {
    @Test(arguments: [false, true])
    func unaryAnswersOneMessageWithOne(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { loopback in
            let reply = try await loopback.client.unary(NoteService.Methods.unary, Note("hello", number: 7))
            #expect(reply == Note("hello", number: 7))
        }
    }

    @Test(arguments: [false, true])
    func clientStreamingCollects(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { loopback in
            let call = try await loopback.client.clientStreaming(NoteService.Methods.collect)
            for number in 1...100 { try await call.send(Note("x", number: Int32(number))) }
            let sum = try await call.finish()
            #expect(sum.number == 5050)
            #expect(sum.text.count == 100)
        }
    }

    @Test(arguments: [false, true])
    func serverStreamingKeepsOrder(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { loopback in
            let call = try await loopback.client.serverStreaming(NoteService.Methods.expand, Note("n", number: 1000))
            var numbers: [Int32] = []
            for try await note in call { numbers.append(note.number) }
            #expect(numbers == Array(0..<1000))
        }
    }

    @Test(arguments: [false, true])
    func bidirectionalStreamingTakesTurns(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { loopback in
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            var responses = call.responses.makeAsyncIterator()
            for number in 0..<50 {
                try await call.send(Note(number: Int32(number)))
                #expect(try await responses.next()?.number == Int32(number))
            }
            await call.finishSending()
            #expect(try await responses.next() == nil)
        }
    }

    @Test(arguments: [false, true])
    func messagesLargerThanEveryWindowTravel(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { loopback in
            let body = Bytes((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let reply = try await loopback.client.unary(NoteService.Methods.unary, Note(body: body))
            #expect(reply.body == body)
        }
    }

    @Test func emptyStreamsEnd() async throws {
        try await Loopback.run { loopback in
            let collect = try await loopback.client.clientStreaming(NoteService.Methods.collect)
            #expect(try await collect.finish() == Note())
            let expand = try await loopback.client.serverStreaming(NoteService.Methods.expand, Note(number: 0))
            var count = 0
            for try await _ in expand { count += 1 }
            #expect(count == 0)
        }
    }

    @Test func aUnixSocketCarriesCallsToo() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString).sock").path
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let server = Server(
            ServerConfiguration(address: .unix(path), tls: .cleartext, loops: 1, logger: logger),
            services: [NoteService()])
        try server.start()
        let client = try Client("unix:\(path)", configuration: ClientConfiguration(security: .cleartext))
        let reply = try await client.unary(NoteService.Methods.unary, Note("hello"))
        #expect(reply.text == "hello")
        client.close()
        await server.shutDown()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aThousandCallsShareOneConnection() async throws {
        try await Loopback.run { loopback in
            let client = loopback.client
            let sum = try await withThrowingTaskGroup(of: Int32.self) { group in
                for number in 0..<1000 {
                    let note = Note(number: Int32(number))
                    group.addTask { try await client.unary(NoteService.Methods.unary, note).number }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 499_500)
        }
    }
}
