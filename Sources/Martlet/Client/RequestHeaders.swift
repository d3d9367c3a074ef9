import MartletCompression
import MartletHTTP2

/// The header block of a request, in the order that gRPC over HTTP/2 gives ("Request-Headers").
enum RequestHeaders {
    static let userAgent = "grpc-swift-martlet/0.1"

    static func block(
        path: String, authority: String, secure: Bool, timeout: Duration?, metadata: Metadata,
        encoding: CompressionAlgorithm = .identity, accepting: String? = nil
    ) throws(RPCError) -> HTTP2HeaderBlock {
        var block = HTTP2HeaderBlock()
        block.append(":method", "POST")
        if secure { block.append(":scheme", "https") } else { block.append(":scheme", "http") }
        block.append(":path", path)
        block.append(":authority", authority)
        if let timeout { block.append("grpc-timeout", Timeout.encode(timeout)) }
        block.append("te", "trailers")
        block.append("content-type", "application/grpc")
        if encoding != .identity { block.append("grpc-encoding", encoding.description) }
        if let accepting { block.append("grpc-accept-encoding", accepting) }
        block.append("user-agent", userAgent)
        try block.append(metadata)
        return block
    }
}
