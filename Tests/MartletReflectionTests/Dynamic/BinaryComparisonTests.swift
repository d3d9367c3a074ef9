import MartletProtobuf
import MartletReflection
import Testing

/// Random messages: what a dynamic message makes of them is what generated code and Python make of them.
@Suite(.timeLimit(.minutes(5))) struct BinaryComparisonTests {
    private static let rounds: UInt64 = 1_000

    private static let types: [any DescribedMessage.Type] = [
        Everything.self, Common.self, Legacy.self, Extensible.self, Collection.self, Demanding.self,
    ]

    init() {
        // Extensions are found once their file is linked.
        _ = Demanding.descriptor
    }

    @Test(arguments: 0..<6)
    func generatedCodeReadsAndWritesTheSame(index: Int) throws {
        for seed in 1...Self.rounds { try compare(Self.types[index], seed) }
    }

    private func compare<M: DescribedMessage>(_: M.Type, _ seed: UInt64) throws {
        var random = RandomWire(seed: seed)
        let bytes = random.message(M.descriptor)
        let dynamic = try DynamicMessage(decoding: bytes, as: M.descriptor)
        let generated = try M(decoding: bytes)
        let expected = try DynamicMessage(decoding: generated.encoded(), as: M.descriptor)
        let options = EncodingOptions(deterministic: true)
        let canonical = try dynamic.encoded(options: options)
        #expect(try expected.encoded(options: options) == canonical, "\(M.messageName), seed \(seed), \(bytes)")
        let back = try DynamicMessage(decoding: M(decoding: canonical).encoded(), as: M.descriptor)
        #expect(try back.encoded(options: options) == canonical, "\(M.messageName), seed \(seed), \(bytes)")
    }

    @Test(arguments: 0..<6)
    func damagedMessagesAreJudgedAlike(index: Int) throws {
        for seed in 1...Self.rounds * 2 { try judge(Self.types[index], seed) }
    }

    private func judge<M: DescribedMessage>(_: M.Type, _ seed: UInt64) throws {
        var random = RandomWire(seed: seed)
        let bytes = random.damagedMessage(M.descriptor)
        let dynamic = Result { try DynamicMessage(decoding: bytes, as: M.descriptor, pool: DescriptorPool()) }
        let generated = Result { try M(decoding: bytes) }
        #expect(error(dynamic)?.reason == error(generated)?.reason, "\(M.messageName), seed \(seed), \(bytes)")
        #expect(error(dynamic)?.byteOffset == error(generated)?.byteOffset, "\(M.messageName), seed \(seed), \(bytes)")
    }

    private func error(_ result: Result<some Any, any Error>) -> DecodeError? {
        if case .failure(let error) = result { error as? DecodeError } else { nil }
    }

    @Test(arguments: [
        "martlet.test.Everything", "martlet.test.Legacy", "martlet.test.Extensible", "martlet.test.Collection",
        "martlet.jsontest.WellKnown", "martlet.jsontest.Mixed", "martlet.test.Demanding",
    ])
    func pythonReadsTheSame(name: String) throws {
        let peer = try JSONPeer(seed: 11)
        let pool = try peer.pool()
        let descriptor = try #require(pool.message(named: name))
        for seed in 1...Self.rounds {
            var random = RandomWire(seed: seed, pool: pool)
            // They become unknown fields here and there, but not of the same bytes.
            random.hasUnknownNumbers = false
            // upb does not merge the items of a message set that have one number; and `Any` must hold something.
            let isPythons = seed % 2 == 0 || ["Collection", "Extensible", "WellKnown"].contains { name.hasSuffix($0) }
            let bytes = isPythons ? try peer.randomMessage(name) : random.message(descriptor)
            let message = try DynamicMessage(decoding: bytes, as: descriptor, pool: pool)
            if let difference = try peer.difference(name, bytes, message.encoded()) {
                Issue.record("\(name), seed \(seed): \(difference) \(bytes)")
                return
            }
        }
    }
}
