import MartletProtobuf
import ProtobufCOracle
import Testing

/// Random messages of what protobuf-c knows of proto3, there and back between the two codecs.
@Suite struct ProtobufCComparisonTests {
    private static let rounds: UInt64 = 5_000

    /// The bytes that a C function has written; nil when it has refused.
    private func bytes(_ write: (UnsafeMutablePointer<UInt8>?, Int) -> Int) -> [UInt8]? {
        var isRefused = false
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            let written = write(buffer.baseAddress, buffer.count)
            isRefused = written < 0
            count = max(written, 0)
        }
        return isRefused ? nil : bytes
    }

    private func reencode(_ input: [UInt8]) -> [UInt8]? {
        bytes { oracle_reencode(input, input.count, $0, $1) }
    }

    /// Both write fields by number, so that the bytes are the same and not only what they mean.
    @Test func messagesFromProtobufCAreWrittenBackByteForByte() throws {
        for seed in 1...Self.rounds {
            let theirs = try #require(bytes { oracle_random(seed, $0, $1) })
            let ours = try Common(decoding: theirs).encoded()
            try #require(ours == theirs, "seed \(seed)")
        }
    }

    @Test func messagesThatWeWriteAreWrittenBackByteForByte() throws {
        for seed in 1...Self.rounds {
            let ours = try Common(decoding: bytes(of: seed)).encoded()
            try #require(reencode(ours) == ours, "seed \(seed)")
        }
    }

    /// Random fields in any form, without what protobuf-c writes otherwise: unknown fields in an order of their own,
    /// strings up to their first zero byte, negative zero not at all.
    private func bytes(of seed: UInt64) -> [UInt8] {
        var random = RandomWire(seed: seed)
        var message = (try? Common(random.message(Common._pbFields))) ?? Common()
        if message.oneFloat == 0 { message.oneFloat = 0 }
        if message.oneDouble == 0 { message.oneDouble = 0 }
        message.unknownFields.removeAll()
        message.oneLeaf?.unknownFields.removeAll()
        if case .choiceLeaf? = message.choice { message.choice = nil }
        if case .choiceString? = message.choice { message.choice = nil }
        message.manyLeaf = []
        message.oneString.removeAll { $0 == "\0" }
        message.manyString = message.manyString.map { $0.filter { $0 != "\0" } }
        message.oneLeaf?.name.removeAll { $0 == "\0" }
        return (try? message.encoded()) ?? []
    }
}
