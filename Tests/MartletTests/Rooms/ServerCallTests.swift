import MartletEventLoop
import MartletHTTP2
import MartletProtobuf
import Synchronization
import Testing

@testable import Martlet

/// The server's call machine, without a socket and in virtual time.
@Suite struct ServerCallTests {
    private let unary = NoteService.Methods.unary.path
    private let chat = NoteService.Methods.chat.path

    @Test func aUnaryCallIsAnsweredInOneTick() throws {
        let wire = try Wire(NoteService())
        let stream = try wire.request(unary)
        wire.send(try framed(Note("hello")), on: stream, end: true)
        wire.settle()
        let answer = try #require(wire.answers[stream.id])
        #expect(answer.headers[":status"] == "200")
        #expect(answer.headers["content-type"] == "application/grpc")
        #expect(answer.body == (try framed(Note("hello"))))
        #expect(answer.trailers == ["grpc-status": "0"])
        #expect(answer.closed == .noError)
    }

    @Test func oneByteAtATimeIsTheSame() throws {
        let wire = try Wire(NoteService())
        wire.near.largestRead = 1
        let stream = try wire.request(unary)
        wire.send(try framed(Note("slow")), on: stream, end: true)
        wire.settle()
        #expect(wire.status(of: stream) == "0")
        #expect(wire.answers[stream.id]?.body == (try framed(Note("slow"))))
    }

    @Test func requestsThatWaitForTheirTurnOutliveTheReceiveBuffer() throws {
        var limits = ServerLimits()
        limits.maxConcurrentStreams = 2000
        let service = NoteService(unary: { note, _ in
            await Task.yield()
            return note
        })
        let wire = try Wire(service, limits: limits)
        wire.near.largestRead = 16 * 1024
        wire.settle()  // the limit has to arrive first
        var streams: [HTTP2Stream] = []
        for number in 0..<2000 {
            let stream = try wire.request(unary)
            wire.send(try framed(Note("note", number: Int32(number))), on: stream, end: true)
            streams.append(stream)
        }
        wire.settle()
        for (number, stream) in streams.enumerated() {
            let answer = try #require(wire.answers[stream.id])
            #expect(answer.body == (try framed(Note("note", number: Int32(number)))))
        }
    }

    @Test func wrongRequestsAreRefusedByTheRules() throws {
        let wire = try Wire(NoteService())
        let note = try framed(Note("x"))
        let large = try framed(Note(body: Bytes(repeating: 7, count: 30_000)))
        let bodies: [(String, [UInt8])] = [
            ("none", []), ("two", note + note), ("truncated", Array(note.dropLast())),
            ("two large", large + large), ("small behind large", large + note),
            ("truncated large", Array(large.dropLast())),
            ("compressed", try framed(Note("x"), flag: 1)), ("not protobuf", [0, 0, 0, 0, 1, 0xFF]),
        ]
        for (name, body) in bodies {
            let stream = try wire.request(unary)
            wire.send(body, on: stream, end: true)
            wire.settle()
            #expect(wire.status(of: stream) == "13", "\(name)")
            #expect(wire.answers[stream.id]?.headers["grpc-status"] == "13", "\(name): Trailers-Only")
        }
        let after = try wire.request(unary)
        wire.send(note, on: after, end: true)
        wire.settle()
        #expect(wire.status(of: after) == "0")
    }

    @Test func requestsThatAreNoGRPCGetAnHTTPStatus() throws {
        let wire = try Wire(NoteService())
        let wrongType = try wire.request(unary, end: true, changing: ["content-type": "application/json"])
        let noType = try wire.request(unary, end: true, changing: ["content-type": nil])
        let get = try wire.request(unary, end: true, changing: [":method": "GET"])
        wire.settle()
        #expect(wire.answers[wrongType.id]?.headers[":status"] == "415")
        #expect(wire.answers[noType.id]?.headers[":status"] == "415")
        #expect(wire.answers[get.id]?.headers[":status"] == "405")
        #expect(wire.status(of: wrongType) == nil)
    }

    @Test func headersThatAskTooMuchAreRefused() throws {
        let wire = try Wire(NoteService())
        let zip = try wire.request(unary, changing: ["grpc-encoding": "snappy"])
        let timeout = try wire.request(unary, changing: ["grpc-timeout": "soon"])
        let past = try wire.request(unary, changing: ["grpc-timeout": "0n"])
        let nowhere = try wire.request("/martlet.test.Notes/Nope")
        let binary = try wire.request(unary, changing: ["x-bin": "####"])
        wire.settle()
        #expect(wire.status(of: zip) == "12")
        #expect(wire.answers[zip.id]?.headers["grpc-accept-encoding"]?.hasPrefix("identity,") == true)
        #expect(wire.status(of: timeout) == "13")
        #expect(wire.status(of: past) == "4")
        #expect(wire.status(of: nowhere) == "12")
        #expect(wire.status(of: binary) == "13")
        #expect(wire.message(of: binary)?.contains("x-bin") == true)
    }

    /// HTTP/2 forbids them, gRPC has them stripped; nghttp2 alone would drop the field.
    @Test func spacesAroundAValueAreStripped() throws {
        let found = Mutex<[String]>([])
        let wire = try Wire(NoteService(unary: { note, context in
            found.withLock { $0 = context.metadata.values(for: "x-odd") }
            return note
        }))
        let stream = try wire.request(unary, changing: ["x-odd": " padded\t"])
        wire.send(try framed(Note("x")), on: stream, end: true)
        wire.settle()
        #expect(wire.status(of: stream) == "0")
        #expect(found.withLock { $0 } == ["padded"])
    }

    @Test func headersAboveTheLimitCostTheStreamAndALine() throws {
        let wire = try Wire(NoteService())
        let large = try wire.request(unary, changing: ["x": String(repeating: "x", count: 17_000)])
        let small = try wire.request(unary)
        wire.send(try framed(Note("x")), on: small, end: true)
        wire.settle()
        #expect(wire.answers[large.id]?.closed == .enhanceYourCalm)
        #expect(wire.status(of: small) == "0")
        wire.far.close()
        wire.loop.runUntilIdle()
        #expect(wire.closeReason?.description.contains("maxHeaderListBytes") == true)
    }

    @Test func aMissingTeIsForgiven() throws {
        let wire = try Wire(NoteService())
        let stream = try wire.request(unary, changing: ["te": nil])
        wire.send(try framed(Note("x")), on: stream, end: true)
        wire.settle()
        #expect(wire.status(of: stream) == "0")
    }

    @Test func theDeadlineFiresAtItsInstant() throws {
        let wire = try Wire(NoteService())
        let stream = try wire.request(chat, changing: ["grpc-timeout": "50m"])
        wire.send(try framed(Note("hi")), on: stream)
        wire.advance(by: .milliseconds(49))
        #expect(wire.status(of: stream) == nil)
        wire.advance(by: .milliseconds(2))
        #expect(wire.status(of: stream) == "4")
        #expect(wire.answers[stream.id]?.closed != nil)
    }

    @Test func aDeadlineDoesNotWaitForAClientThatDoesNotRead() throws {
        let wire = try Wire(NoteService(expand: { _, responses, _ in
            while true { try await responses.write(Note(body: Bytes([UInt8](repeating: 1, count: 10_000)))) }
        }))
        wire.peerReads = false
        let stream = try wire.request(NoteService.Methods.expand.path, changing: ["grpc-timeout": "50m"])
        wire.send(try framed(Note()), on: stream, end: true)
        wire.advance(by: .milliseconds(49))
        #expect(wire.answers[stream.id]?.closed == nil)
        wire.advance(by: .milliseconds(2))
        #expect(wire.status(of: stream) == nil)
        #expect(wire.answers[stream.id]?.closed == .cancel)
    }

    @Test func trailersOfARequestEndIt() throws {
        let wire = try Wire(NoteService())
        for path in [unary, chat] {
            let stream = try wire.request(path)
            wire.send(try framed(Note("x")), on: stream)
            wire.endWithTrailers(stream)
            wire.settle()
            #expect(wire.status(of: stream) == "0", "\(path)")
            #expect(wire.answers[stream.id]?.body == (try framed(Note("x"))))
        }
    }

    @Test func aServerThatEndsFirstWaivesTheRest() throws {
        let wire = try Wire(NoteService(chat: { _, _, _ in throw RPCError(.notFound, "gone") }))
        let stream = try wire.request(chat)
        wire.settle()
        #expect(wire.status(of: stream) == "5")
        #expect(wire.answers[stream.id]?.closed == .noError)  // RST_STREAM(NO_ERROR), RFC 9113 section 8.1
    }

    @Test func aResetCancelsTheHandler() throws {
        let outcome = Mutex<String>("running")
        let wire = try Wire(NoteService(chat: { notes, _, _ in
            do { for try await _ in notes {} } catch { outcome.withLock { $0 = "\(error) \(Task.isCancelled)" } }
        }))
        let stream = try wire.request(chat)
        wire.settle()
        wire.peer.reset(stream, .cancel)
        wire.settle()
        #expect(outcome.withLock { $0 } .hasPrefix("CANCELLED"))
        #expect(outcome.withLock { $0 }.hasSuffix("true"))
    }

    @Test func handlersAreBoundedNotOnlyStreams() throws {
        let handlers = Mutex<[CheckedContinuation<Void, Never>]>([])
        var limits = ServerLimits()
        limits.maxConcurrentStreams = 3
        let wire = try Wire(NoteService(chat: { _, _, _ in
            await withCheckedContinuation { continuation in handlers.withLock { $0.append(continuation) } }
        }), limits: limits)
        wire.settle()
        // As many again as streams: those whose calls are over have places of their own.
        for _ in 0..<6 {
            let stream = try wire.request(chat)
            wire.settle()
            wire.peer.reset(stream, .cancel)
            wire.settle()
        }
        let refused = try wire.request(chat)
        wire.settle()
        #expect(wire.answers[refused.id]?.closed == .refusedStream)
        for handler in handlers.withLock({ $0 }) { handler.resume() }
        wire.settle()
        let served = try wire.request(unary)
        wire.send(try framed(Note()), on: served, end: true)
        wire.settle()
        #expect(wire.status(of: served) == "0")
    }

    @Test func aPeerThatSaysNothingIsLetGo() throws {
        let wire = try Wire(NoteService())
        wire.loop.advance(by: .seconds(4))
        #expect(wire.closeReason == nil)
        wire.loop.advance(by: .seconds(2))
        #expect(wire.closeReason == .handshakeTimeout)
    }

    @Test func drainingSaysGoAwayTwiceAndServesWhatIsOpen() throws {
        let wire = try Wire(NoteService())
        let stream = try wire.request(chat)
        wire.settle()
        wire.loop.onLoop { wire.server?.drain() }
        wire.settle()
        #expect(wire.goAways == [Int32.max, stream.id])
        #expect(wire.closeReason == nil)
        wire.send(try framed(Note("still here")), on: stream, end: true)
        wire.settle()
        #expect(wire.status(of: stream) == "0")
        #expect(wire.near.isWriteShut)
        #expect(wire.closeReason == nil, "the client closes first")
        wire.far.close()
        wire.loop.runUntilIdle()
        #expect(wire.closeReason == .finished)
    }

    /// Its first call was on its way when the server was told to end.
    @Test func aConnectionThatDrainsDuringItsHandshakeServesWhatCame() throws {
        let wire = try Wire(NoteService())
        wire.loop.onLoop { wire.server?.drain() }
        wire.loop.advance(by: .seconds(1))
        #expect(wire.closeReason == nil)
        let stream = try wire.request(chat)
        wire.settle()
        #expect(wire.goAways == [Int32.max, stream.id])
        wire.send(try framed(Note("late")), on: stream, end: true)
        wire.settle()
        #expect(wire.status(of: stream) == "0")
        #expect(wire.near.isWriteShut)
        #expect(wire.closeReason == nil, "the client closes first")
        wire.far.close()
        wire.loop.runUntilIdle()
        #expect(wire.closeReason == .finished)
    }

    /// The status of a call waits behind messages that the client reads only now.
    @Test func aClientThatReadsLateStillGetsTheStatusOfACallThatWasCut() throws {
        let text = String(repeating: "x", count: 30_000)
        let wire = try Wire(
            NoteService(chat: { _, responses, context in
                try await responses.write(Note(text))
                try await context.waitForDrain()
                try await Task.sleep(for: .seconds(60))
            }), capacity: 1000)
        let stream = try wire.request(chat)
        wire.pumpPeer()
        wire.loop.runUntilIdle()
        wire.loop.onLoop { wire.server?.cut() }
        wire.loop.runUntilIdle()
        #expect(wire.closeReason == nil && !wire.near.isWriteShut)
        wire.settle()
        #expect(wire.status(of: stream) == "14")
        #expect(wire.near.isWriteShut)
        wire.loop.advance(by: .milliseconds(900))
        #expect(wire.closeReason == nil, "the client may still send")
        wire.loop.advance(by: .milliseconds(200))
        #expect(wire.closeReason == .local("the server is shutting down"))
    }

    @Test func garbageEndsTheConnection() throws {
        let wire = try Wire(NoteService())
        _ = Array("GET / HTTP/1.1\r\n\r\n".utf8).withUnsafeBytes { wire.far.write($0) }
        wire.loop.runUntilIdle()
        guard case .protocolViolation = wire.closeReason else {
            Issue.record("closed with \(String(describing: wire.closeReason))")
            return
        }
    }

    @Test func aPeerThatVanishesLeavesNoCallBehind() throws {
        let cancelled = Mutex(false)
        let wire = try Wire(NoteService(chat: { notes, _, _ in
            do { for try await _ in notes {} } catch { cancelled.withLock { $0 = Task.isCancelled } }
        }))
        _ = try wire.request(chat)
        wire.settle()
        wire.far.close()
        wire.loop.runUntilIdle()
        #expect(cancelled.withLock { $0 })
        #expect(wire.closeReason != nil)
    }
}
