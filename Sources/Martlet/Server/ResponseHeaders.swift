import MartletCompression
import MartletHTTP2

/// The header blocks of a response. The two that nearly every call needs are built once.
enum ResponseHeaders {
    /// What precedes the messages when the handler adds nothing.
    static let plainInitial: HTTP2HeaderBlock = {
        var block = HTTP2HeaderBlock()
        block.append(":status", "200")
        block.append("content-type", "application/grpc")
        return block
    }()

    /// What follows them when all went well and the handler adds nothing.
    static let okTrailers: HTTP2HeaderBlock = {
        var block = HTTP2HeaderBlock()
        block.append("grpc-status", "0")
        return block
    }()

    /// What precedes the messages.
    ///
    /// - Parameter accepting: what is said of the requests that are accepted, if anything.
    static func initial(
        _ custom: Metadata, encoding: CompressionAlgorithm = .identity, accepting: String? = nil
    ) throws(RPCError) -> HTTP2HeaderBlock {
        var block = plainInitial
        if encoding != .identity { block.append("grpc-encoding", encoding.description) }
        if let accepting { block.append("grpc-accept-encoding", accepting) }
        try block.append(custom)
        return block
    }

    /// What follows the messages, or (`only`) stands alone where there are none.
    static func trailers(
        _ error: RPCError?, _ response: ResponseMetadata.Content?, only: Bool
    ) throws(RPCError) -> HTTP2HeaderBlock {
        let custom = response?.trailers ?? Metadata()
        var block = plainTrailers(error, only: only)
        if only, let headers = response?.headers { try block.append(headers) }
        if let error, error.origin == .local { try block.append(error.metadata) }
        try block.append(custom)
        return block
    }

    /// A status without metadata: always sendable.
    static func plainTrailers(_ error: RPCError?, only: Bool) -> HTTP2HeaderBlock {
        var block = only ? plainInitial : HTTP2HeaderBlock()
        block.append("grpc-status", "\(error?.code.rawValue ?? 0)")
        if let error, !error.message.isEmpty {
            block.append("grpc-message", StatusMessage.encode(error.message))
        }
        return block
    }

    /// Refuses a call whose requests may be compressed in a way that is not accepted; `accepting` says which are.
    static func refusal(_ error: RPCError, accepting: String) -> HTTP2HeaderBlock {
        var block = plainTrailers(error, only: true)
        block.append("grpc-accept-encoding", accepting)
        return block
    }

    /// A refusal in HTTP's own terms, for requests that are no gRPC.
    static func refusal(_ refusal: RequestHead.HTTPRefusal) -> HTTP2HeaderBlock {
        var block = HTTP2HeaderBlock()
        block.append(":status", "\(refusal.rawValue)")
        return block
    }
}
