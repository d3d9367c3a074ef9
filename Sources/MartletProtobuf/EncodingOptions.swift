/// How a message is encoded.
public struct EncodingOptions: Hashable, Sendable {
    /// Whether equal messages give equal bytes: false unless set.
    ///
    /// The entries of maps are then sorted by their keys (numbers by value, strings by their UTF-8), in both
    /// passes of encoding. Everything else has its place anyway. Bytes that are compared, hashed or signed need it
    /// within one program; other languages, and later versions, may still write another form of the same message.
    public var deterministic: Bool

    /// Whether a message may lack fields that its schema calls `required` (proto2, or `LEGACY_REQUIRED` in editions):
    /// false unless set.
    public var allowPartial: Bool

    @inlinable
    public init(deterministic: Bool = false, allowPartial: Bool = false) {
        self.deterministic = deterministic
        self.allowPartial = allowPartial
    }

    /// The choices documented above.
    @inlinable public static var `default`: EncodingOptions { EncodingOptions() }
}
