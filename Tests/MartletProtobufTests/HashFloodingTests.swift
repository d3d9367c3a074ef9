import MartletProtobuf
import Testing

/// A peer that chooses the keys of a map does not choose where they lie in the dictionary: Swift's hashes are seeded
/// at random for each process and mixed well, so no keys are worse than others.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HashFloodingTests {
    private static let count = 100_000
    /// A flooded table of so many keys takes thousands of times as long; a busy machine, three times.
    private static let tolerance = 20

    /// Keys that collide in tables that hash a number to itself: equal in all bits but the highest.
    private static let crafted = (0..<UInt64(count)).map { $0 &<< 40 }
    private static let random: [UInt64] = {
        var random = RandomWire(seed: 1)
        return (0..<count).map { _ in random.next() }
    }()

    private func message(_ keys: some Sequence<UInt64>) -> [UInt8] {
        keys.flatMap { key in
            [.tag(108, .lengthDelimited), .nested([.tag(1, .fixed64), .fixed64(key)])] as [WireBytes]
        }.bytes
    }

    /// The fastest of several decodes.
    private func time(_ bytes: [UInt8]) throws -> Duration {
        try (0..<5).map { _ in
            try ContinuousClock().measure { _ = try Everything(decoding: bytes) }
        }.min() ?? .zero
    }

    @Test func craftedNumbersTakeNoLongerThanRandomOnes() throws {
        let (bad, good) = (message(Self.crafted), message(Self.random))
        #expect(try Everything(decoding: bad).mapFixed64.count == Self.count)
        #expect(try time(bad) <= time(good) * Self.tolerance)
    }

    @Test func craftedStringsTakeNoLongerThanRandomOnes() throws {
        // "Aa" and "BB" have the same hash in Java's function, as have all texts made of them.
        func text(_ number: Int) -> String { (0..<17).map { number >> $0 & 1 == 0 ? "Aa" : "BB" }.joined() }
        func message(_ keys: [String]) -> [UInt8] {
            keys.flatMap { key in
                [.tag(112, .lengthDelimited), .nested([.tag(1, .lengthDelimited), .string(key)])] as [WireBytes]
            }.bytes
        }
        let random = Self.random.map { String(String($0, radix: 2).suffix(34)) }
        #expect(try time(message((0..<Self.count).map(text))) <= time(message(random)) * Self.tolerance)
    }

    /// What the tests above would see if keys were hashed without mixing.
    @Test func theMeasureTellsFloodedTablesFromOthers() {
        func time(_ keys: some Sequence<UInt64>) -> Duration {
            ContinuousClock().measure {
                var table: [Unmixed: Int] = [:]
                for key in keys { table[Unmixed(key: key)] = 1 }
            }
        }
        #expect(time(Self.crafted.prefix(8_000)) > time(Self.random.prefix(8_000)) * Self.tolerance)
    }

    /// A key of whose bits only the low ones are hashed.
    private struct Unmixed: Hashable {
        var key: UInt64
        func hash(into hasher: inout Hasher) { hasher.combine(UInt32(truncatingIfNeeded: key)) }
    }
}
