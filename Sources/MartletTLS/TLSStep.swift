/// How far a handshake has come.
public enum HandshakeStep: Sendable {
    /// The peer's next bytes are needed. There may be output to send first.
    case needsInput
    /// Both sides are sure of each other, and HTTP/2 is agreed.
    case complete
    /// It is over. There may be an alert in the output that should still be sent.
    case failed(TLSError)
}

/// What reading from a session gave.
public enum TLSRead: Sendable {
    /// So many bytes of plaintext are in the region; there may be more.
    case bytes(Int)
    /// All that was received has been read.
    case needsInput
    /// The peer has closed its side in order (close_notify): nothing is missing.
    case closed
    /// The session is broken. There may be an alert in the output that should still be sent.
    case failed(TLSError)
}
