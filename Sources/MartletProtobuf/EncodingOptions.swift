/// How a message is encoded.
public struct EncodingOptions: Hashable, Sendable {
    /// Whether a message may lack fields that its schema calls `required` (proto2, or `LEGACY_REQUIRED` in editions):
    /// false unless set.
    public var allowPartial: Bool

    public init(allowPartial: Bool = false) {
        self.allowPartial = allowPartial
    }

    /// The choices documented above.
    public static let `default` = EncodingOptions()
}
