internal import FuzzTargets

enum Pace {
    /// Short inputs pay for what every call costs; they count as this many bytes.
    private static let shortestInput = 64

    /// The fastest of several runs: what the input costs when nothing else disturbs.
    static func nanosecondsPerByte(of input: [UInt8], for target: FuzzTarget) -> Double {
        let clock = ContinuousClock()
        let fastest = (0..<5).map { _ in
            clock.measure { try? target.take(input) }
        }.min() ?? .zero
        return fastest / .nanoseconds(1) / Double(max(input.count, shortestInput))
    }
}
