/// How JSON is read, and what a text may ask of this process.
public struct JSONDecodingOptions: Sendable {
    /// Whether keys that name no field, and names that an enum does not have, are passed over; they are errors
    /// unless set. What is passed over must still be JSON.
    public var ignoreUnknownFields: Bool

    /// How deep objects and arrays may lie inside one another, the outermost one being the first: 100 unless set.
    ///
    /// Decoding recurses once per level, so a limit of many thousands needs a thread with a large stack.
    public var nestingLimit: Int

    /// How many values the text may have, each key, object, array, string, number, boolean and null being one:
    /// ten million unless set. Each takes 16 bytes while the text is read.
    public var valueLimit: Int

    /// How many bytes of memory the fields, elements and entries of all messages may take: 128 MiB unless set.
    ///
    /// Two bytes of text are enough for a value that takes dozens in memory; this keeps that factor from a peer. It
    /// counts what a field, an element or an entry takes itself, not the text or bytes inside, which cost the peer as
    /// much to send.
    public var elementMemoryLimit: Int

    /// Whether a message may lack fields that proto2 calls required; that is an error unless set.
    public var allowPartial: Bool

    /// Where the types of `Any` and the extensions are looked for; the pool of the message's own type unless set.
    public var pool: DescriptorPool?

    public init(
        ignoreUnknownFields: Bool = false, nestingLimit: Int = 100, valueLimit: Int = 10_000_000,
        elementMemoryLimit: Int = 128 << 20, allowPartial: Bool = false, pool: DescriptorPool? = nil
    ) {
        self.ignoreUnknownFields = ignoreUnknownFields
        self.nestingLimit = nestingLimit
        self.valueLimit = valueLimit
        self.elementMemoryLimit = elementMemoryLimit
        self.allowPartial = allowPartial
        self.pool = pool
    }

    /// The settings documented above.
    public static let `default` = JSONDecodingOptions()
}
