import MartletCompression
import MartletHTTP2
import MartletProtobuf
import RawHTTP2
import Testing

@testable import Martlet

/// Compressed messages that break a rule or a limit.
@Suite struct HostileCompressionTests {
    private let unary = NoteService.Methods.unary.path
    private let chat = NoteService.Methods.chat.path

    private func refused(
        _ body: [UInt8], encoding: String? = "gzip", limits: ServerLimits = ServerLimits(),
        interceptors: [Interception] = []
    ) throws -> [(status: String?, message: String)] {
        let wire = try Wire(NoteService(), limits: limits, interceptors: interceptors)
        return try [unary, chat].map { path in
            let stream = try wire.request(path, changing: ["grpc-encoding": encoding])
            wire.send(body, on: stream, end: true)
            wire.settle()
            return (wire.status(of: stream), wire.message(of: stream) ?? "")
        }
    }

    private func limits(_ bytes: Int) -> ServerLimits {
        var limits = ServerLimits()
        limits.maxReceiveMessageBytes = bytes
        return limits
    }

    @Test func aFlagNeedsAnEncoding() throws {
        let frame = try CompressedFrames.frame(CompressedFrames.note(), .gzip)
        for encoding in [nil, "identity"] {
            for (status, message) in try refused(frame, encoding: encoding) {
                #expect(status == "13")
                #expect(message.contains("grpc-encoding"))
            }
        }
        for flag: UInt8 in [2, 3, 128, 255] {
            for (status, message) in try refused([flag] + frame.dropFirst()) {
                #expect(status == "13")
                #expect(message.contains("\(flag)"))
            }
        }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func brokenMessagesAreInternalErrors(algorithm: CompressionAlgorithm) throws {
        let whole = try Array(CompressedFrames.frame(CompressedFrames.note(), algorithm).dropFirst(5))
        var flipped = whole
        flipped[flipped.count / 2] ^= 0xFF
        flipped[flipped.count - 2] ^= 0xFF
        let broken: [(String, [UInt8])] = [
            ("empty", []), ("truncated", whole.dropLast()), ("corrupt", flipped), ("with a tail", whole + [0]),
            ("not compressed", Array(try CompressedFrames.note().encoded())),
        ]
        for (name, bytes) in broken {
            for (status, message) in try refused(CompressedFrames.frame(bytes), encoding: "\(algorithm)") {
                #expect(status == "13", "\(name): \(message)")
                #expect(message.contains("\(algorithm)"), "\(name): \(message)")
            }
        }
        for (status, _) in try refused(CompressedFrames.frame(whole), encoding: "\(algorithm)") {
            #expect(status == "0")
        }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func theLimitCountsWhatComesOut(algorithm: CompressionAlgorithm) throws {
        let note = CompressedFrames.note(100_000)
        let frame = try CompressedFrames.frame(note, algorithm)
        let size = try note.encoded().count
        for (status, message) in try refused(frame, encoding: "\(algorithm)", limits: limits(size - 1)) {
            #expect(status == "8")
            #expect(message.contains("\(size - 1)") && message.contains("maxReceiveMessageBytes"))
        }
        for (status, _) in try refused(frame, encoding: "\(algorithm)", limits: limits(size)) {
            #expect(status == "0")
        }
    }

    /// The limit of the compressed bytes is checked against what the prefix announces, as ever.
    @Test func theLimitCountsWhatGoesInToo() throws {
        for (status, message) in try refused([1, 0, 1, 0, 0, 31, 139], limits: limits(1_000)) {
            #expect(status == "8")
            #expect(message.contains("65536"))
        }
    }

    @Test func messagesThatFollowACompressedOneAreCounted() throws {
        let frame = try CompressedFrames.frame(CompressedFrames.note(), .gzip)
        let large = try CompressedFrames.frame(CompressedFrames.note(3 << 20), .gzip)
        for body in [frame + frame, frame + large, try frame + framed(Note("x")), Array(frame.dropLast())] {
            #expect(try refused(body)[0].status == "13")
        }
    }

    /// A hundred calls at once, each with a message of 4 KiB that holds 4 MiB and more: every one is refused, and the
    /// client, which does nothing else, is let go in the end.
    @Test func bombsAreRefusedAndChargedFor() throws {
        let zeros = [UInt8](repeating: 0, count: 5 << 20)
        let bomb = CompressedFrames.frame(
            try #require(zeros.withUnsafeBytes { MessageCodecs().compress($0, with: .gzip, .smallest) }))
        let wire = RawBombs(try RawWire())
        wire.send(1...100, bomb)
        for number in 0..<100 { #expect(wire.wire.status(of: UInt32(2 * number + 1)) == "8") }
        #expect(wire.wire.goAways == [])
        wire.send(101...400, bomb)
        #expect(wire.wire.goAways.first?.hasPrefix("enhanceYourCalm too many compressed messages") == true)
    }

    /// What holds a hundred times what it shows is paid for, even below the limit.
    @Test func denseMessagesAreChargedFor() throws {
        let dense = try CompressedFrames.frame(CompressedFrames.note(2 << 20), .gzip)
        let modest = try CompressedFrames.frame(CompressedFrames.note(1 << 19), .gzip)
        for (frame, isCharged) in [(dense, true), (modest, false)] {
            let wire = RawBombs(try RawWire(NoteService(unary: { _, _ in Note() })))
            wire.send(1...20, frame)
            #expect(wire.wire.successes == 20)
            #expect(wire.wire.connection?.tallies.inflated == (isCharged ? 20 : 0))
        }
    }
}

/// A raw peer that makes calls with compressed messages.
private struct RawBombs {
    let wire: RawWire

    init(_ wire: RawWire) {
        self.wire = wire
        wire.greet()
    }

    /// Makes calls of these numbers, all at once.
    func send(_ numbers: ClosedRange<Int>, _ body: [UInt8]) {
        let fields = HeaderFields.call(NoteService.Methods.unary.path).adding("grpc-encoding", "gzip")
        var frames: [UInt8] = []
        for number in numbers {
            let stream = UInt32(2 * number - 1)
            frames += Frame.headers(stream, fields).bytes + Frame.data(stream, body, endStream: true).bytes
        }
        wire.send(bytes: frames)
    }
}
