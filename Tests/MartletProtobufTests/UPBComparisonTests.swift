import MartletProtobuf
import Testing

/// Random messages of every field type, there and back between this codec and Python's protobuf.
@Suite(.timeLimit(.minutes(5))) struct UPBComparisonTests {
    private static let rounds = 2_000

    private func peer(seed: Int) throws -> PythonPeer {
        try PythonPeer(message: "Everything", of: "martlet/test/everything.proto", seed: seed)
    }

    @Test func messagesFromUPBArriveWhole() throws {
        let peer = try peer(seed: 1)
        for _ in 0..<Self.rounds {
            let bytes = try peer.randomMessage()
            let message = try Everything(decoding: bytes)
            if let difference = try peer.difference(bytes, message.encoded()) {
                Issue.record("\(bytes): \(difference)")
                return
            }
        }
    }

    @Test func messagesInAnyFormAreReadAlike() throws {
        let peer = try peer(seed: 2)
        for seed in 1...UInt64(Self.rounds) {
            var random = RandomWire(seed: seed)
            let bytes = random.message(Everything._pbFields).bytes
            let message = try Everything(decoding: bytes)
            if let difference = try peer.difference(bytes, message.encoded()) {
                Issue.record("seed \(seed), \(bytes): \(difference)")
                return
            }
        }
    }

    /// One encoding behind another is the merge of both: upb takes the pieces for the same message.
    @Test func piecesAreMergedAlike() throws {
        let peer = try peer(seed: 7)
        for round in 1...Self.rounds / 2 {
            let (first, second) = (try peer.randomMessage(), try peer.randomMessage())
            var message = try Everything(decoding: first)
            try message.merge(Everything(decoding: second))
            if let difference = try peer.difference(first + second, message.encoded()) {
                Issue.record("round \(round), \(first), \(second): \(difference)")
                return
            }
        }
    }

    @Test func messagesThatWeWriteAreReadAlike() throws {
        let peer = try peer(seed: 3)
        for seed in 1...UInt64(Self.rounds) {
            var random = RandomWire(seed: seed &* 7)
            let message = try Everything(random.message(Everything._pbFields))
            let bytes = try message.encoded()
            let back = try #require(try peer.reencode(bytes), "seed \(seed): refused \(bytes)")
            #expect(try peer.difference(bytes, Everything(decoding: back).encoded()) == nil, "seed \(seed)")
        }
    }

    /// Three bytes changed at random: both codecs take the message for the same one, or both refuse it.
    @Test func damagedMessagesAreReadAlike() throws {
        let peer = try PythonPeer(message: "Common", of: "martlet/test/common.proto", seed: 4)
        for seed in 1...UInt64(Self.rounds * 2) {
            let bytes = damagedMessage(Common.self, seed: seed)
            let ours = try? Common(decoding: bytes).encoded()
            let theirs = try peer.reencode(bytes)
            if (ours == nil) != (theirs == nil) {
                Issue.record("seed \(seed): we \(ours == nil ? "refuse" : "accept") \(bytes)")
                return
            }
            if let ours, let difference = try peer.difference(bytes, ours) {
                Issue.record("seed \(seed), \(bytes): \(difference)")
                return
            }
        }
    }

    /// The same with maps, of which only the verdict is compared: upb takes an entry that has more than key and
    /// value for an unknown field, others drop what is too much.
    @Test func damagedMapsAreJudgedAlike() throws {
        let peer = try peer(seed: 5)
        for seed in 1...UInt64(Self.rounds) {
            let bytes = damagedMessage(Everything.self, seed: seed)
            let isOurs = (try? Everything(decoding: bytes)) != nil
            let isTheirs = try peer.reencode(bytes) != nil
            #expect(isOurs == isTheirs, "seed \(seed), \(bytes)")
        }
    }

    private func damagedMessage<M: Message>(_: M.Type, seed: UInt64) -> [UInt8] {
        var random = RandomWire(seed: seed)
        var bytes = random.message(M._pbFields).bytes
        for _ in 0..<(bytes.isEmpty ? 0 : 3) {
            bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        return bytes
    }
}
