internal import FuzzTargets

enum Pace {
    /// Short inputs pay for what every call costs; they count as this many bytes.
    private static let shortestInput = 64

    static func nanosecondsPerByte(of input: [UInt8], for target: FuzzTarget) -> Double {
        let nanoseconds = ThreadTime.nanoseconds(runs: 5) { try? target.take(input) }
        return Double(nanoseconds) / Double(max(input.count, shortestInput))
    }
}
