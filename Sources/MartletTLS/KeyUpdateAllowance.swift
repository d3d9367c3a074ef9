/// How many KeyUpdate messages a peer may send: a few at once, and one more per MiB of data. Each costs us a key
/// derivation and perhaps an answer, and a peer can send thousands in one packet.
struct KeyUpdateAllowance {
    static let atOnce: UInt32 = 4
    static let bytesPerUpdate = 1 << 20

    private var bytes = 0

    /// Notes data; returns how many of the counted updates are paid for by it.
    mutating func note(bytes count: Int) -> UInt32 {
        bytes += count
        guard bytes >= Self.bytesPerUpdate else { return 0 }
        defer { bytes %= Self.bytesPerUpdate }
        return UInt32(clamping: bytes / Self.bytesPerUpdate)
    }
}
