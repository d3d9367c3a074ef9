import FuzzTargets
import Testing

/// What a byte costs must not grow with the number of bytes.
struct HostileInputTests {
    @Test(arguments: HostileInput.all)
    func timeIsLinear(input: HostileInput) {
        let short = pace(of: input, 8 << 10)
        let long = pace(of: input, 128 << 10)
        // Sixteen times the bytes: linear stays near 1, a square comes near 16.
        #expect(long < max(short, 100) * 6, "\(short) ns per byte of 8 KiB, \(long) of 128 KiB")
    }

    private func pace(of input: HostileInput, _ count: Int) -> Int {
        let bytes = input.bytes(count)
        let nanoseconds = ThreadTime.nanoseconds(runs: 2) { try? input.target.take(bytes) }
        return nanoseconds / max(bytes.count, 1)
    }
}
