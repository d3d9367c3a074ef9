import MartletHTTP2
import MartletProtobuf
import Synchronization
import Testing

@testable import Martlet

/// Flow-control credit as the calls give it back.
@Suite struct CreditTests {
    /// The first message waits for its reader until the window is full of the second, which is larger than the window:
    /// reading the first alone gives too little credit back for HTTP/2 to say so.
    @Test func aLargeMessageBehindOneThatWaitedStillArrives() throws {
        let gate = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let sizes = Mutex<[Int]>([])
        let wire = try Wire(NoteService(chat: { notes, _, _ in
            await withCheckedContinuation { reader in gate.withLock { $0 = reader } }
            for try await note in notes { sizes.withLock { $0.append(note.body.count) } }
        }))
        let stream = try wire.request(NoteService.Methods.chat.path)
        wire.send(try framed(Note(body: Bytes(repeating: 1, count: 1000))), on: stream)
        wire.send(try framed(Note(body: Bytes(repeating: 2, count: 300_000))), on: stream, end: true)
        wire.settle()
        gate.withLock { $0.take() }?.resume()
        wire.settle()
        #expect(sizes.withLock { $0 } == [1000, 300_000])
        #expect(wire.status(of: stream) == "0")
    }
}
