import MartletHTTP2
import MartletProtobuf
import Synchronization
import Testing

@testable import Martlet

/// What observers are told when a call has ended, however it did. In virtual time.
@Suite struct CallReportTests {
    private let unary = NoteService.Methods.unary.path

    @Test func aCallThatEndsWellIsReportedWithItsSizesAndItsTime() throws {
        let reports = Reports()
        let loop = Mutex<Wire?>(nil)
        let service = NoteService(unary: { note, context in
            context.whenEnded(reports.add)
            loop.withLock { $0?.loop.spend(.milliseconds(7)) }
            return Note(note.text + note.text)
        })
        let wire = try Wire(service)
        loop.withLock { $0 = wire }
        let stream = try wire.request(unary)
        wire.send(try framed(Note("abc")), on: stream, end: true)
        wire.settle()
        loop.withLock { $0 = nil }
        let report = try #require(reports.only)
        #expect(report.error == nil)
        #expect(report.method == unary)
        #expect(report.peer == "test")
        #expect(report.duration == .milliseconds(7))
        let count = report.traffic
        #expect([count.messagesReceived, count.bytesReceived, count.messagesSent, count.bytesSent] == [1, 5, 1, 8])
    }

    @Test func everyOtherEndIsReportedOnceWithItsStatus() throws {
        let ends: [(RPCError.Code, (Wire, HTTP2Stream) throws -> Void)] = [
            (.deadlineExceeded, { wire, _ in wire.advance(by: .milliseconds(60)) }),
            (.cancelled, { wire, stream in wire.peer.reset(stream, .cancel) }),
            (.cancelled, { wire, _ in wire.far.close() }),
            (.unavailable, { wire, _ in wire.loop.onLoop { wire.server?.cut() } }),
        ]
        for (code, end) in ends {
            let reports = Reports()
            let wire = try Wire(NoteService(unary: { note, context in
                context.whenEnded(reports.add)
                try await Task.sleep(for: .seconds(30))
                return note
            }))
            let stream = try wire.request(unary, changing: ["grpc-timeout": "50m"])
            wire.send(try framed(Note("abc")), on: stream, end: true)
            wire.settle()
            #expect(reports.only == nil)
            try end(wire, stream)
            wire.settle()
            #expect(reports.only?.error?.code == code)
        }
    }

    @Test func whoAsksLateIsToldToo() async throws {
        let reports = Reports()
        let contexts = Mutex<ServerContext?>(nil)
        try await Loopback.run(NoteService(unary: { note, context in
            contexts.withLock { $0 = context }
            return note
        })) { loopback in
            _ = try await loopback.client.unary(NoteService.Methods.unary, Note())
            let (told, tell) = AsyncStream.makeStream(of: Void.self)
            contexts.withLock { $0 }?.whenEnded { report in
                reports.add(report)
                tell.yield()
            }
            for await _ in told { break }
            #expect(reports.only?.error == nil)
            contexts.withLock { $0 = nil }
        }
    }
}

private final class Reports: Sendable {
    private let stored = Mutex<[CallReport]>([])
    var only: CallReport? { stored.withLock { $0.count == 1 ? $0.first : nil } }
    @Sendable func add(_ report: CallReport) { stored.withLock { $0.append(report) } }
}
