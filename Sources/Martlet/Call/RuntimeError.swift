/// A failure wider than one call: configuration, listeners, certificates.
public struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing failed.
    public enum Kind: String, Hashable, Sendable {
        /// A setting or a combination of settings makes no sense.
        case configuration
        /// A socket could not be opened, bound or listened on.
        case listening
        /// A target could not be understood.
        case target
        /// The server or the client was used after it was shut down.
        case closed
    }

    /// What kind of thing failed.
    public var kind: Kind
    /// What failed, why, and what to do about it.
    public var message: String

    /// Creates an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { "\(kind.rawValue): \(message)" }
}
