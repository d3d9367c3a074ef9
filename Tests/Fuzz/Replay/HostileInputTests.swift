import FuzzTargets
import Testing

/// What a byte costs must not grow with the number of bytes.
struct HostileInputTests {
    @Test(arguments: HostileInput.all)
    func timeIsLinear(input: HostileInput) {
        let short = pace(of: input, 4 << 10)
        let long = pace(of: input, 48 << 10)
        // Twelve times the bytes: linear stays near 1, a square comes near 12.
        #expect(long < max(short, 100) * 8, "\(short) ns per byte of 4 KiB, \(long) of 48 KiB")
    }

    private func pace(of input: HostileInput, _ count: Int) -> Int {
        let bytes = input.bytes(count)
        let nanoseconds = ThreadTime.nanoseconds(runs: 2) { try? input.target.take(bytes) }
        return nanoseconds / max(bytes.count, 1)
    }
}
