/// The failure of one call, as both sides of it see it.
///
/// A handler throws it to answer with a status of its choice; a client catches it. Failures that are
/// wider than a call (a listener that can't bind, a bad certificate) are `RuntimeError`s.
public struct RPCError: Error, Hashable, Sendable {
    /// Who decided that the call failed.
    public enum Origin: Hashable, Sendable {
        /// This process: a deadline, a lost connection, a limit, the application's own `throw`.
        case local
        /// The peer: the status came over the wire.
        case remote
    }

    /// What kind of failure it is.
    public var code: Code
    /// Text for developers. It travels in `grpc-message`, percent-encoded, so any Unicode is fine.
    public var message: String
    /// Trailing metadata that came with the status, or that shall go with it.
    public var metadata: Metadata
    /// Who decided that the call failed.
    public var origin: Origin

    /// A failure made here.
    public init(_ code: Code, _ message: String, metadata: Metadata = Metadata()) {
        self.init(code, message, metadata: metadata, origin: .local)
    }

    init(_ code: Code, _ message: String, metadata: Metadata = Metadata(), origin: Origin) {
        self.code = code
        self.message = message
        self.metadata = metadata
        self.origin = origin
    }

    /// The serialised `google.rpc.Status` of `grpc-status-details-bin`, when the peer sent one.
    public var details: [UInt8]? { metadata.binaryValues(for: "grpc-status-details-bin").first }
}

extension RPCError: CustomStringConvertible {
    public var description: String { message.isEmpty ? "\(code)" : "\(code): \(message)" }
}

extension RPCError {
    /// A status code other than OK (gRPC, "Status codes and their use in gRPC").
    ///
    /// A struct, not an enum, so that a `switch` over it stays valid when gRPC adds a code.
    public struct Code: Hashable, Sendable, RawRepresentable {
        /// The number on the wire, 1 to 16.
        public let rawValue: Int

        /// `nil` for 0 (OK is not an error) and for numbers that gRPC has not defined.
        public init?(rawValue: Int) {
            guard (1...16).contains(rawValue) else { return nil }
            self.rawValue = rawValue
        }

        private init(number: Int) { rawValue = number }

        /// The caller gave the call up.
        public static let cancelled = Code(number: 1)
        /// Something failed that no other code describes.
        public static let unknown = Code(number: 2)
        /// The request is wrong whatever the state of the system.
        public static let invalidArgument = Code(number: 3)
        /// The deadline passed before the call ended; its effect may have happened.
        public static let deadlineExceeded = Code(number: 4)
        /// A thing that the request names does not exist.
        public static let notFound = Code(number: 5)
        /// A thing that the request would create exists.
        public static let alreadyExists = Code(number: 6)
        /// The caller is known and may not do this.
        public static let permissionDenied = Code(number: 7)
        /// A quota, a limit or a resource is used up.
        public static let resourceExhausted = Code(number: 8)
        /// The system is not in the state that the request needs; don't retry before it is.
        public static let failedPrecondition = Code(number: 9)
        /// A concurrent change got in the way; retry the whole transaction.
        public static let aborted = Code(number: 10)
        /// The request reaches past the valid range of something that may still grow.
        public static let outOfRange = Code(number: 11)
        /// The method does not exist here.
        public static let unimplemented = Code(number: 12)
        /// An invariant is broken: a bug, or bytes that break the protocol.
        public static let internalError = Code(number: 13)
        /// The service can't be reached now; retry with backoff.
        public static let unavailable = Code(number: 14)
        /// Data is lost or corrupt beyond repair.
        public static let dataLoss = Code(number: 15)
        /// The caller's credentials are missing or invalid.
        public static let unauthenticated = Code(number: 16)
    }
}

extension RPCError.Code: CustomStringConvertible {
    private static let names = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
        "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]

    /// The name that the gRPC documentation uses: `NOT_FOUND`.
    public var description: String { Self.names[rawValue] }
}
