/// Messages of one call, and their bytes without frames and before compression.
public struct MessageCount: Hashable, Sendable {
    /// Messages that were taken and decoded.
    public internal(set) var messagesReceived = 0
    /// Their bytes.
    public internal(set) var bytesReceived = 0
    /// Messages that were encoded; whether they have left is another matter.
    public internal(set) var messagesSent = 0
    /// Their bytes.
    public internal(set) var bytesSent = 0
    /// How many of those received came compressed; their bytes are counted as they were before.
    public internal(set) var compressedMessagesReceived = 0
    /// How many of those sent were compressed; their bytes are counted as they were before.
    public internal(set) var compressedMessagesSent = 0

    mutating func received(_ bytes: Int) {
        messagesReceived &+= 1
        bytesReceived &+= bytes
    }

    mutating func sent(_ bytes: Int) {
        messagesSent &+= 1
        bytesSent &+= bytes
    }
}
