/// What a message is compressed with (gRPC, "Compression"): each for itself, none with the help of another.
public enum CompressionAlgorithm: UInt8, CaseIterable, Hashable, Sendable {
    /// Not compressed.
    case identity
    #if Zstd
        /// Zstandard (RFC 8878). There with the package's trait `Zstd` only.
        case zstd
    #endif
    /// gzip (RFC 1952).
    case gzip
    /// The zlib format (RFC 1950), as HTTP and gRPC mean the word; never bare DEFLATE.
    case deflate

    /// All that compress, the better first.
    public static let available: [CompressionAlgorithm] = allCases.filter { $0 != .identity }

    /// The name that `grpc-encoding` has for it.
    public var name: StaticString {
        switch self {
        case .identity: "identity"
        #if Zstd
            case .zstd: "zstd"
        #endif
        case .gzip: "gzip"
        case .deflate: "deflate"
        }
    }

    /// The algorithm of that name, byte for byte; nil when it is not known here.
    package init?(name: UnsafeRawBufferPointer) {
        let found = Self.allCases.first { algorithm in
            algorithm.name.withUTF8Buffer { $0.elementsEqual(name) }
        }
        guard let found else { return nil }
        self = found
    }
}

extension CompressionAlgorithm: CustomStringConvertible {
    public var description: String { "\(name)" }
}

/// How much time compressing may take, for how small a message.
public enum CompressionLevel: Hashable, Sendable {
    /// The least time.
    case fastest
    /// What the algorithms' authors recommend.
    case balanced
    /// The fewest bytes that are still worth their time.
    case smallest
}
