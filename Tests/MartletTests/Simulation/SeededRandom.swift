import MartletEventLoop

/// All the chance that a simulation knows: one seed, one run.
struct SeededRandom: RandomNumberGenerator {
    private var source: SplitMix64

    init(_ seed: UInt64) { source = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { source.next() }

    /// A source of its own, so that what one part draws doesn't change what another gets.
    mutating func fork() -> SeededRandom { SeededRandom(next()) }

    mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &self) < probability
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func milliseconds(_ range: ClosedRange<Double>) -> Duration {
        .microseconds(Int64(Double.random(in: range, using: &self) * 1000))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...(choices.count - 1))] }

    /// Small most of the time, and rarely up to `most`.
    mutating func size(upTo most: Int) -> Int {
        let top = pick([0, 10, 100, 100, 1000, 1000, 10_000, most])
        return number(0...min(top, most))
    }
}
