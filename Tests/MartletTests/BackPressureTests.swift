import Martlet
import Synchronization
import Testing

/// A slow reader suspends the writer: nothing piles up between them.
@Suite struct BackPressureTests {
    /// Room for the windows of both sides, the high-water mark and the sockets' buffers.
    private static let mostBytesUnderWay = 16 << 20

    @Test func aSlowClientSuspendsTheHandler() async throws {
        let written = Mutex(0)
        let service = NoteService(expand: { _, responses, _ in
            let note = Note(body: Bytes([UInt8](repeating: 7, count: 64 << 10)))
            for _ in 0..<4096 {
                try await responses.write(note)
                written.withLock { $0 += 1 }
            }
        })
        try await Loopback.run(service) { loopback in
            let call = try await loopback.client.serverStreaming(NoteService.Methods.expand, Note())
            var responses = call.makeAsyncIterator()
            _ = try await responses.next()
            let stalled = try await stableValue { written.withLock { $0 } }
            #expect(stalled * (64 << 10) < Self.mostBytesUnderWay)
            var received = 1
            while try await responses.next() != nil { received += 1 }
            #expect(received == 4096)
        }
    }

    @Test func aSlowHandlerSuspendsTheClient() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let service = NoteService(collect: { notes, _ in
            for await _ in gate { break }
            var count: Int32 = 0
            for try await _ in notes { count += 1 }
            return Note(number: count)
        })
        try await Loopback.run(service) { loopback in
            let sent = Mutex(0)
            let call = try await loopback.client.clientStreaming(NoteService.Methods.collect)
            async let sending: Void = {
                let note = Note(body: Bytes([UInt8](repeating: 7, count: 64 << 10)))
                for _ in 0..<1024 {
                    try await call.send(note)
                    sent.withLock { $0 += 1 }
                }
            }()
            let stalled = try await stableValue { sent.withLock { $0 } }
            #expect(stalled * (64 << 10) < Self.mostBytesUnderWay)
            open.yield()
            try await sending
            #expect(try await call.finish().number == 1024)
        }
    }

    /// Waits until a counter has stood still for a while, and returns it.
    private func stableValue(_ read: () -> Int) async throws -> Int {
        var last = -1
        while true {
            let value = read()
            if value == last { return value }
            last = value
            try await Task.sleep(for: .milliseconds(300))
        }
    }
}
