import Testing

@testable import Martlet

/// Five-byte prefixes, wherever the pieces are cut.
@Suite struct DeframerTests {
    private func frame(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        withUnsafeBytes(of: UInt32(message.count).bigEndian) { [flag] + Array($0) } + message
    }

    private func messages(in pieces: [[UInt8]]) -> [[UInt8]] {
        var deframer = MessageDeframer(maxMessageBytes: 100_000)
        var found: [[UInt8]] = []
        for piece in pieces {
            piece.withUnsafeBytes { deframer.append($0) }
            while let message = message(in: deframer) {
                found.append(message)
                #expect(deframer.discardMessage(message.count) == message.count + 5)
            }
        }
        let isEmpty = deframer.isEmpty
        #expect(isEmpty)
        return found
    }

    private func message(in deframer: borrowing MessageDeframer) -> [UInt8]? {
        switch deframer.front {
        case .message(let bytes): Array(bytes)
        case .large(let bytes): bytes
        case .incomplete, .compressed, .failed: nil
        }
    }

    @Test func messagesComeOutWhole() {
        let expected: [[UInt8]] = [[], [1], Array(0..<200), [9, 9]]
        let stream = expected.flatMap { frame($0) }
        #expect(messages(in: [stream]) == expected)
        #expect(messages(in: stream.map { [$0] }) == expected)
        for cut in 0...stream.count {
            #expect(messages(in: [Array(stream[..<cut]), Array(stream[cut...])]) == expected)
        }
    }

    @Test func largeMessagesComeOutWhole() {
        let sizes = [4_095, 4_096, 3, 10_000, 0, 70_000]
        let expected = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) } }
        let stream = expected.flatMap { frame($0) }
        #expect(messages(in: [stream]) == expected)
        for size in [1, 4, 1_000, 4_096, 16_384, 50_000] {
            let pieces = stride(from: 0, to: stream.count, by: size).map { start in
                Array(stream[start..<min(start + size, stream.count)])
            }
            #expect(messages(in: pieces) == expected, "in pieces of \(size) bytes")
        }
    }

    @Test(arguments: [(4_095, false), (4_096, true)])
    func fourKibibytesInPiecesGetAnArrayOfTheirOwn(count: Int, expected: Bool) {
        let stream = frame(Array(repeating: 7, count: count))
        for cut in [1, 5, 6, 4_000] {
            var deframer = MessageDeframer(maxMessageBytes: 100_000)
            stream[..<cut].withUnsafeBytes { deframer.append($0) }
            stream[cut...].withUnsafeBytes { deframer.append($0) }
            var isLarge = false
            if case .large = deframer.front { isLarge = true }
            // A prefix that is cut itself says nothing: the message behind it comes whole.
            #expect(isLarge == (expected && cut >= 5), "cut at \(cut)")
        }
    }

    @Test func aLargeMessageTakesMemoryAsItArrives() {
        let announced = 1 << 22
        let page = 4_096  // what the heap rounds up to
        var message = LargeMessage(byteCount: announced, isCompressed: false)
        let piece = [UInt8](repeating: 1, count: 16_384)
        while !message.isWhole {
            let rest = piece.withUnsafeBytes { message.take($0).count }
            #expect(rest == 0)
            #expect(message.bytes.capacity <= 2 * message.bytes.count + page)
        }
        #expect(message.bytes.capacity <= announced + page)
        #expect(piece.withUnsafeBytes { message.take($0).count } == piece.count)
    }

    @Test func nothingIsLeftOfALargeMessageThatIsDropped() {
        var deframer = MessageDeframer(maxMessageBytes: 100_000)
        frame(Array(repeating: 7, count: 9_000))[..<5_000].withUnsafeBytes { deframer.append($0) }
        let wasEmpty = deframer.isEmpty
        deframer.removeAll()
        let isEmpty = deframer.isEmpty
        #expect(!wasEmpty && isEmpty)
    }

    @Test func aMillionEmptyMessagesNeedNoStack() {
        #expect(messages(in: [Array(repeating: frame([]), count: 100_000).flatMap { $0 }]).count == 100_000)
    }

    @Test func anAnnouncedSizeIsJudgedBeforeAnythingIsAllocated() throws {
        var deframer = MessageDeframer(maxMessageBytes: 1000)
        [UInt8]([0, 0xFF, 0xFF, 0xFF, 0xFF]).withUnsafeBytes { deframer.append($0) }
        guard case .failed(let error) = deframer.front else { throw error("not refused") }
        #expect(error.code == .resourceExhausted)
        #expect(error.message.contains("4294967295") && error.message.contains("1000"))
    }

    @Test(arguments: [UInt8(1), 2, 255])
    func flagsWithoutAnEncodingAreInternal(flag: UInt8) throws {
        var deframer = MessageDeframer(maxMessageBytes: 1000)
        frame([1, 2, 3], flag: flag).withUnsafeBytes { deframer.append($0) }
        guard case .failed(let error) = deframer.front else { throw error("not refused") }
        #expect(error.code == .internalError)
    }

    private func error(_ text: String) -> RPCError { RPCError(.unknown, text) }
}
