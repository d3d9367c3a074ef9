/// The limits on what a decoded message may ask of this process, and what it may lack.
///
/// Whoever raises one hands that much more of this process to every peer.
public struct DecodingOptions: Hashable, Sendable {
    /// How many messages and groups may lie inside one another below the outermost message: 100 unless set.
    ///
    /// Decoding recurses once per level, so a limit of many thousands needs a thread with a large stack.
    public var nestingLimit: Int

    /// How many bytes a message may have: 2 GiB - 1, the most that protobuf allows, unless set to less.
    ///
    /// Who receives messages limits them before they are in memory; this is for bytes from elsewhere.
    public var messageSizeLimit: Int

    /// How many bytes of memory one decode may take beyond what its input takes: 128 MiB unless set.
    ///
    /// Two bytes on the wire are enough for an empty element that takes hundreds in memory; this keeps that
    /// factor from a peer. It counts the inline size of each element of a repeated field or map, the heap's share
    /// of `bytes` elements, the boxes of recursive sub-messages and the first unknown field of each message, but
    /// not the text or bytes inside, and of packed numbers only what exceeds their size on the wire: those cost the
    /// peer as much to send.
    public var elementMemoryLimit: Int

    /// How many bytes of unknown fields one decode may keep, in all its messages together: 64 MiB unless set.
    ///
    /// A message from a newer program has fields that this one can only pass on, so the limit is generous.
    /// Extensions are kept as unknown fields until somebody asks for them.
    public var unknownFieldLimit: Int

    /// Whether unknown fields are read over instead of kept: false unless set. Extensions, and numbers that a closed
    /// enum has no case for, are unknown fields too.
    public var discardUnknownFields: Bool

    /// Whether a message may lack fields that its schema calls `required` (proto2, or `LEGACY_REQUIRED` in editions):
    /// false unless set.
    public var allowPartial: Bool

    @inlinable
    public init(
        nestingLimit: Int = 100, messageSizeLimit: Int = Int(Int32.max), elementMemoryLimit: Int = 128 << 20,
        unknownFieldLimit: Int = 64 << 20, discardUnknownFields: Bool = false, allowPartial: Bool = false
    ) {
        self.nestingLimit = nestingLimit
        self.messageSizeLimit = messageSizeLimit
        self.elementMemoryLimit = elementMemoryLimit
        self.unknownFieldLimit = unknownFieldLimit
        self.discardUnknownFields = discardUnknownFields
        self.allowPartial = allowPartial
    }

    /// The limits documented above.
    @inlinable public static var `default`: DecodingOptions { DecodingOptions() }

    /// For bytes that this program has just encoded itself, from a value that was in memory already.
    package static let trusting = DecodingOptions(
        nestingLimit: .max, elementMemoryLimit: .max, unknownFieldLimit: .max, allowPartial: true)
}
