extension Reader {
    /// How many bytes of the message are left to read: for a message that counts them instead.
    @inlinable
    public var remainingByteCount: Int { end - next }
}
