import MartletReflection
import Testing

/// Random messages in text format, there and back between this module and Python's protobuf.
@Suite(.timeLimit(.minutes(5))) struct TextComparisonTests {
    private static let rounds = 200

    /// Not `Collection`: Python names the items of a message set by their type wherever they are declared, C++ and we
    /// only where that can be read again.
    static let names = [
        "martlet.test.Everything", "martlet.test.Legacy", "martlet.test.Extensible", "martlet.test.Demanding",
        "martlet.jsontest.WellKnown", "martlet.featuretest.Outer",
    ]

    @Test(arguments: names)
    func pythonReadsWhatWePrint(name: String) throws {
        let peer = try JSONPeer(seed: 21)
        let pool = try peer.pool()
        let descriptor = try #require(pool.message(named: name))
        for round in 0..<Self.rounds {
            let bytes = try peer.randomMessage(name)
            let message = try DynamicMessage(decoding: bytes, as: descriptor, pool: pool)
            let options = TextFormatOptions(isSingleLine: round % 2 == 0, escapesNonASCII: round % 3 == 0, pool: pool)
            let text = message.textFormat(options)
            let back = try peer.parse(name, text: text).get()
            if let difference = try peer.difference(name, bytes, back) {
                Issue.record("\(text): \(difference)")
                return
            }
        }
    }

    @Test(arguments: names)
    func weReadWhatPythonPrints(name: String) throws {
        let peer = try JSONPeer(seed: 22)
        let pool = try peer.pool()
        let descriptor = try #require(pool.message(named: name))
        for round in 0..<Self.rounds {
            let bytes = try peer.randomMessage(name)
            let text = try peer.text(name, bytes, onOneLine: round % 2 == 0)
            let message = try DynamicMessage(textFormat: text, as: descriptor, options: .init(pool: pool))
            if let difference = try peer.difference(name, bytes, message.encoded()) {
                Issue.record("\(text): \(difference)")
                return
            }
        }
    }
}
