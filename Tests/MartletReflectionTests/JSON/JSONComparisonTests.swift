import MartletReflection
import Testing

/// Random messages of every kind of field and of all well-known types, there and back between this module's JSON and
/// that of Python's protobuf.
@Suite(.timeLimit(.minutes(10))) struct JSONComparisonTests {
    static let messages = [
        "martlet.test.Everything", "martlet.test.Legacy", "martlet.jsontest.WellKnown", "martlet.jsontest.Names",
        "martlet.jsontest.Strict", "martlet.jsontest.Extensible", "martlet.jsontest.Mixed",
    ]

    private static let rounds = 500

    /// Reads what Python writes, and writes what Python reads, in the same words.
    @Test(arguments: messages)
    func messagesAreWrittenAndReadAlike(name: String) throws {
        let peer = try JSONPeer(seed: 1)
        let pool = try peer.pool()
        let type = try #require(pool.message(named: name))
        for round in 0..<Self.rounds {
            let bytes = try peer.randomMessage(name)
            let theirs = try peer.json(name, bytes)
            let ours = try DynamicMessage(decoding: bytes, as: type).jsonBytes()
            try expectSame(try peer.textDifference(ours, theirs), round)
            let back = try DynamicMessage(json: theirs, as: type).encoded()
            try expectSame(try peer.difference(name, bytes, back), round)
            try expectSame(try peer.difference(name, bytes, try peer.parse(name, ours).get()), round)
        }
    }

    @Test(arguments: messages, [
        JSONEncodingOptions(originalNames: true, enumNumbers: true),
        JSONEncodingOptions(alwaysPrintFieldsWithoutPresence: true, indent: 2),
    ])
    func optionsMeanTheSame(name: String, options: JSONEncodingOptions) throws {
        let peer = try JSONPeer(seed: 2)
        let pool = try peer.pool()
        let type = try #require(pool.message(named: name))
        for round in 0..<200 {
            let bytes = try peer.randomMessage(name)
            let ours = try DynamicMessage(decoding: bytes, as: type).jsonBytes(options: options)
            // Python then writes the one value of NullValue as a number; it is `null` here, as in C++.
            if !options.enumNumbers || name != "martlet.jsontest.WellKnown" {
                try expectSame(try peer.textDifference(ours, try peer.json(name, bytes, options)), round)
            }
            let back = try DynamicMessage(json: ours, as: type).encoded()
            try expectSame(try peer.difference(name, bytes, back), round)
        }
    }

    /// Whatever is changed in a text: what is accepted here, Python accepts too, and takes for the same message.
    @Test(arguments: messages)
    func damagedTextsAreNotReadOtherwise(name: String) throws {
        let peer = try JSONPeer(seed: 3)
        let pool = try peer.pool()
        let type = try #require(pool.message(named: name))
        var accepted = 0
        for seed in 1...UInt64(2 * Self.rounds) {
            var random = JSONDamage(seed: seed)
            let text = random.damaged(try peer.json(name, try peer.randomMessage(name)))
            guard let ours = try? DynamicMessage(json: text, as: type).encoded() else { continue }
            accepted += 1
            switch try peer.parse(name, text) {
            case .success(let theirs):
                try expectSame(try peer.difference(name, ours, theirs), Int(seed))
            case .failure(let failure):
                Issue.record("\(failure), but we accept \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
        #expect(accepted > 20)
    }

    private struct Difference: Error { var description: String }

    private func expectSame(_ difference: String?, _ round: Int) throws {
        if let difference {
            Issue.record("round \(round): \(difference)")
            throw Difference(description: difference)
        }
    }
}

/// Changes texts at random, in ways that often leave them JSON.
struct JSONDamage {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    private mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// No negative zero, whose sign Python drops.
    private static let tokens = [
        "null", "true", "0", "-1", "1.0", "1e2", "1.5", "\"1\"", "\"\"", "[]", "{}", "\"NaN\"", "1e400", "[null]",
    ].map { Array($0.utf8) }

    private static let characters = Array("0123456789\"{}[],:.eE+-\\ tfnux".utf8)

    mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        var text = text
        if below(2) == 0 {
            replaceValue(in: &text)
        } else if !text.isEmpty {
            text[below(text.count)] = Self.characters[below(Self.characters.count)]
        }
        return text
    }

    /// Puts another value in the place of one behind a colon.
    private mutating func replaceValue(in text: inout [UInt8]) {
        let colons = text.indices.filter { text[$0] == UInt8(ascii: ":") }
        if colons.isEmpty { return }
        let start = colons[below(colons.count)] + 1
        let end = text[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? text.endIndex
        text.replaceSubrange(start..<end, with: Self.tokens[below(Self.tokens.count)])
    }
}
