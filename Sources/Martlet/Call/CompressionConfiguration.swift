public import MartletCompression

/// What a server or a client has to say about compression; which messages are compressed is said elsewhere
/// (`ServerConfiguration.responseCompression`, `ClientConfiguration.requestCompression`).
public struct CompressionConfiguration: Hashable, Sendable {
    /// What the peer may compress its messages with, the best first, as `grpc-accept-encoding` tells it: all that there
    /// is by default. A server refuses others with UNIMPLEMENTED, a client with INTERNAL.
    ///
    /// A message must not be larger than `maxReceiveMessageBytes`, compressed or decompressed.
    public var accepted = CompressionAlgorithm.available
    /// Messages of fewer bytes are sent as they are: 1 KiB. So are those that compression does not make shorter.
    public var minimumBytes = 1 << 10
    /// How much time compressing may take.
    public var level = CompressionLevel.balanced

    /// The defaults.
    public init() {}

    /// The value of `grpc-accept-encoding`.
    var acceptEncoding: String {
        (["identity"] + accepted.map(\.description).filter { $0 != "identity" }).joined(separator: ",")
    }
}

/// What the responses of a server are compressed with. Whatever it is, the client has to accept it: what its
/// `grpc-accept-encoding` does not name is not used.
public enum ResponseCompression: Hashable, Sendable {
    /// As the requests of the call: not at all unless the client compresses those.
    case likeRequests
    /// With the first of these that the client accepts; not at all when it accepts none of them.
    case firstAccepted(of: [CompressionAlgorithm])

    /// Not at all.
    public static let off = ResponseCompression.firstAccepted(of: [])
}
