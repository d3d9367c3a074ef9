/// The limits on what a decoded message may ask of this process, and what it may lack.
public struct DecodingOptions: Hashable, Sendable {
    /// How many messages and groups may lie inside one another below the outermost message: 100 unless set.
    ///
    /// Decoding recurses once per level, so a limit of many thousands needs a thread with a large stack.
    public var nestingLimit: Int

    /// How many bytes of memory the elements of all repeated fields and maps may take in one decode: 128 MiB
    /// unless set.
    ///
    /// Two bytes on the wire are enough for an empty element that takes hundreds in memory; this keeps that
    /// factor from a peer. It counts the inline size of each message, string, bytes and map element, not the
    /// text or bytes inside, which cost the peer as much to send.
    public var elementMemoryLimit: Int

    /// Whether a message may lack fields that its schema calls `required` (proto2, or `LEGACY_REQUIRED` in editions):
    /// false unless set.
    public var allowPartial: Bool

    public init(nestingLimit: Int = 100, elementMemoryLimit: Int = 128 << 20, allowPartial: Bool = false) {
        self.nestingLimit = nestingLimit
        self.elementMemoryLimit = elementMemoryLimit
        self.allowPartial = allowPartial
    }

    /// The limits documented above.
    public static let `default` = DecodingOptions()
}
