import Testing

@testable import Martlet

/// Five-byte prefixes, wherever the pieces are cut.
@Suite struct DeframerTests {
    private func frame(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        withUnsafeBytes(of: UInt32(message.count).bigEndian) { [flag] + Array($0) } + message
    }

    private func messages(in pieces: [[UInt8]]) -> [[UInt8]] {
        var deframer = MessageDeframer(maxMessageBytes: 1000)
        var found: [[UInt8]] = []
        for piece in pieces {
            piece.withUnsafeBytes { deframer.append($0) }
            while case .message(let bytes) = deframer.front {
                found.append(Array(bytes))
                _ = deframer.discardMessage(bytes)
            }
        }
        let isEmpty = deframer.isEmpty
        #expect(isEmpty)
        return found
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
