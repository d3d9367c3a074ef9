import MartletEventLoop

/// What happened, as one number (FNV-1a): two runs that did the same have the same. The words are kept only when asked.
struct Trace {
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var lines: [String] = []
    var keepsLines = false

    mutating func note(_ kind: StaticString, at time: MonotonicTime, _ numbers: Int...) {
        mix(UInt64(kind.utf8CodeUnitCount) << 8 | UInt64(kind.utf8Start.pointee))
        mix(time.nanoseconds)
        for number in numbers { mix(UInt64(bitPattern: Int64(number))) }
        guard keepsLines else { return }
        lines.append("\(time.nanoseconds / 1000) us \(kind) \(numbers.map(String.init).joined(separator: " "))")
    }

    private mutating func mix(_ word: UInt64) {
        hash = (hash ^ word) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
    }
}
