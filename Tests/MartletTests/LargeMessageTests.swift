import Martlet
import Synchronization
import Testing

@testable import MartletProtobuf

/// A large message that came in pieces is put together once, and its bytes stay where that was done.
@Suite struct LargeMessageTests {
    private let body = Bytes((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    @Test func bothSidesReadBytesWhereTheyWerePutTogether() async throws {
        let requests = Mutex<[Note]>([])
        let service = NoteService(
            unary: { note, _ in
                requests.withLock { $0.append(note) }
                return note
            },
            chat: { notes, responses, _ in
                for try await note in notes {
                    requests.withLock { $0.append(note) }
                    try await responses.write(note)
                }
            })
        var replies: [Note] = []
        try await Loopback.run(service) { loopback in
            replies.append(try await loopback.client.unary(NoteService.Methods.unary, Note("one", body: body)))
            let call = try await loopback.client.bidirectionalStreaming(NoteService.Methods.chat)
            var responses = call.responses.makeAsyncIterator()
            for text in ["two", "three"] {
                try await call.send(Note(text, body: body))
                replies.append(try #require(try await responses.next()))
            }
            await call.finishSending()
            #expect(try await responses.next() == nil)
        }
        let received = requests.withLock { $0 }
        #expect(received.map(\.text) == ["one", "two", "three"])
        #expect(replies.map(\.text) == ["one", "two", "three"])
        for note in received + replies {
            #expect(note.body == body)
            guard case .slice(let slice) = note.body.content else {
                Issue.record("\(note.text) was copied")
                continue
            }
            #expect(slice.array.count == (try note.encoded().count))
        }
    }

    @Test func bytesOfSmallMessagesAreCopied() async throws {
        try await Loopback.run { loopback in
            let small = Bytes(body.prefix(3_000))
            let reply = try await loopback.client.unary(NoteService.Methods.unary, Note(body: small))
            #expect(reply.body == small)
            if case .slice = reply.body.content { Issue.record("a slice of the receive buffer") }
        }
    }
}
