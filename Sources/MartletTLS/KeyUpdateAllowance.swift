/// How many messages without data a peer may send: a few KeyUpdates and session tickets at once, and one more of each
/// per MiB of data. A KeyUpdate costs us a key derivation and perhaps an answer, a ticket is taken apart and kept, and
/// a peer can send thousands in one packet.
struct KeyUpdateAllowance {
    static let atOnce: UInt32 = 4
    static let ticketsAtOnce: UInt32 = 16
    static let bytesPerUpdate = 1 << 20

    private var bytes = 0

    /// Notes data; returns how many of the counted messages are paid for by it.
    mutating func note(bytes count: Int) -> UInt32 {
        bytes += count
        guard bytes >= Self.bytesPerUpdate else { return 0 }
        defer { bytes %= Self.bytesPerUpdate }
        return UInt32(clamping: bytes / Self.bytesPerUpdate)
    }
}
