import MartletCompression
import MartletHTTP2
import MartletProtobuf
import Testing

@testable import Martlet

/// What a server reads and writes compressed, without a socket.
@Suite struct ServerCompressionTests {
    private let unary = NoteService.Methods.unary.path
    private let chat = NoteService.Methods.chat.path
    private let note = CompressedFrames.note()

    /// A unary call with this body, and what became of it.
    private func call(
        _ wire: Wire, _ body: [UInt8], encoding: String? = "gzip", accepting: String? = "identity, deflate,gzip"
    ) throws -> HTTP2Stream {
        let stream = try wire.request(
            unary, changing: ["grpc-encoding": encoding, "grpc-accept-encoding": accepting])
        wire.send(body, on: stream, end: true)
        wire.settle()
        return stream
    }

    @Test(arguments: CompressionAlgorithm.available, [1, 7, 100_000])
    func aCompressedRequestIsAnsweredAlike(algorithm: CompressionAlgorithm, largestRead: Int) throws {
        let wire = try Wire(NoteService())
        wire.near.largestRead = largestRead
        for count in [2_000, 200_000] {
            let note = CompressedFrames.note(count)
            let stream = try call(
                wire, try CompressedFrames.frame(note, algorithm), encoding: "\(algorithm)", accepting: "\(algorithm)")
            let answer = try #require(wire.answers[stream.id])
            #expect(wire.status(of: stream) == "0")
            #expect(answer.headers["grpc-encoding"] == "\(algorithm)")
            #expect(answer.headers["grpc-accept-encoding"]?.contains("\(algorithm)") == true)
            let messages = try CompressedFrames.messages(in: answer.body, algorithm)
            #expect(messages.map(\.isCompressed) == [true] && messages.map(\.note) == [note])
        }
    }

    @Test func nothingIsSaidOfCompressionUnlessTheClientDoes() throws {
        let wire = try Wire(NoteService())
        for accepting in [nil, "identity,deflate,gzip"] {
            let stream = try call(wire, try framed(note), encoding: nil, accepting: accepting)
            let answer = try #require(wire.answers[stream.id])
            #expect(answer.headers == [":status": "200", "content-type": "application/grpc"])
            #expect(answer.body == (try framed(note)))
        }
    }

    /// What the client does not name, it may not know, even if it compresses with it.
    @Test func theClientHasToAcceptTheAlgorithm() throws {
        let wire = try Wire(NoteService(unary: { note, context in
            #expect(context.requestEncoding == .gzip)
            return note
        }))
        for accepting in [nil, "", "identity", "deflate", "gzipped,GZIP"] {
            let stream = try call(wire, try CompressedFrames.frame(note, .gzip), accepting: accepting)
            #expect(wire.answers[stream.id]?.headers["grpc-encoding"] == nil, "\(accepting ?? "nothing")")
            #expect(wire.answers[stream.id]?.body == (try framed(note)))
        }
        let known = try call(wire, try CompressedFrames.frame(note, .gzip), accepting: "br , gzip\t")
        #expect(wire.answers[known.id]?.headers["grpc-encoding"] == "gzip")
    }

    /// A client with an encoding may still send single messages without.
    @Test func theFlagDecidesForEachMessage() throws {
        let wire = try Wire(NoteService(chat: { notes, responses, context in
            for try await note in notes {
                let count = await context.messageCount()
                try await responses.write(Note(note.text, number: Int32(count.compressedMessagesReceived)))
            }
        }))
        let stream = try wire.request(chat, changing: ["grpc-encoding": "deflate"])
        let pieces = [
            try CompressedFrames.frame(note, .deflate), try framed(note), try framed(Note("small")),
            try CompressedFrames.frame(CompressedFrames.note(100_000), .deflate), try framed(note),
        ]
        wire.send(pieces.flatMap(\.self), on: stream, end: true)
        wire.settle()
        let messages = try CompressedFrames.messages(in: wire.answers[stream.id]?.body ?? [], .deflate)
        #expect(messages.map(\.note.number) == [1, 1, 1, 2, 2])
        #expect(wire.status(of: stream) == "0")
    }

    @Test func smallMessagesAndNoiseAreSentAsTheyAre() throws {
        let wire = try Wire(NoteService())
        var random = SystemRandomNumberGenerator()
        let noise = Note(body: Bytes((0..<5_000).map { _ in UInt8.random(in: 0...255, using: &random) }))
        for note in [CompressedFrames.note(1_000), noise] {
            let stream = try call(wire, try framed(note))
            #expect(wire.answers[stream.id]?.headers["grpc-encoding"] == "gzip")
            #expect(wire.answers[stream.id]?.body == (try framed(note)))
        }
        let all = try Wire(NoteService(), server: { $0.compression.minimumBytes = 0 })
        let small = try call(all, try framed(CompressedFrames.note(100)))
        #expect(all.answers[small.id]?.body.first == 1)
        let empty = try call(all, try framed(Note()))
        #expect(all.answers[empty.id]?.body == [0, 0, 0, 0, 0])
    }

    @Test func aServerCanPreferAnAlgorithm() throws {
        let wire = try Wire(
            NoteService(), server: { $0.responseCompression = .firstAccepted(of: [.deflate, .gzip]) })
        for (accepting, expected) in [("gzip,deflate", "deflate"), ("gzip", "gzip"), ("br", nil)] {
            let stream = try call(wire, try framed(note), encoding: nil, accepting: accepting)
            #expect(wire.answers[stream.id]?.headers["grpc-encoding"] == expected)
            #expect(wire.answers[stream.id]?.body.first == (expected == nil ? 0 : 1))
        }
        let mute = try Wire(NoteService(), server: { $0.responseCompression = .off })
        let stream = try call(mute, try CompressedFrames.frame(note, .gzip))
        #expect(mute.answers[stream.id]?.headers["grpc-encoding"] == nil)
        #expect(mute.answers[stream.id]?.body == (try framed(note)))
    }

    @Test func aMethodDecidesForItsResponses() throws {
        let wire = try Wire(NoteService(
            unary: { note, context in
                context.compressResponses(.off)
                return note
            },
            chat: { notes, responses, context in
                context.compressResponses(.firstAccepted(of: [.gzip]))
                for try await note in notes { try await responses.write(note, compress: note.number > 0) }
            }))
        let secret = try call(wire, try CompressedFrames.frame(note, .gzip))
        #expect(wire.answers[secret.id]?.headers["grpc-encoding"] == nil)
        #expect(wire.answers[secret.id]?.body == (try framed(note)))

        let stream = try wire.request(chat, changing: ["grpc-accept-encoding": "gzip"])
        for number: Int32 in [1, 0, 0, 1] {
            var note = note
            note.number = number
            wire.send(try framed(note), on: stream)
        }
        wire.send([], on: stream, end: true)
        wire.settle()
        let answer = try #require(wire.answers[stream.id])
        #expect(answer.headers["grpc-encoding"] == "gzip")
        let messages = try CompressedFrames.messages(in: answer.body, .gzip)
        #expect(messages.map(\.isCompressed) == [true, false, false, true])
    }

    @Test func algorithmsThatAreNotAcceptedAreRefusedByName() throws {
        let wire = try Wire(NoteService())
        let snappy = try call(wire, try framed(note), encoding: "snappy")
        #expect(wire.status(of: snappy) == "12")
        #expect(wire.message(of: snappy)?.contains("snappy") == true)
        #expect(wire.message(of: snappy)?.contains("compression.accepted") == true)
        let accepted = wire.answers[snappy.id]?.headers["grpc-accept-encoding"]?.split(separator: ",")
        #expect(accepted?.contains("gzip") == true && accepted?.contains("deflate") == true)
        let none = try Wire(NoteService(), server: { $0.compression.accepted = [] })
        let gzip = try call(none, try CompressedFrames.frame(note, .gzip))
        #expect(none.status(of: gzip) == "12")
        #expect(none.answers[gzip.id]?.headers["grpc-accept-encoding"] == "identity")
        let plain = try call(none, try framed(note), encoding: "identity")
        #expect(none.status(of: plain) == "0")
    }
}
