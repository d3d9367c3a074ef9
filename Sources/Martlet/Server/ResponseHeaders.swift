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
    static func initial(_ custom: Metadata) throws(RPCError) -> HTTP2HeaderBlock {
        var block = plainInitial
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
        if error?.code == .unimplemented { block.append("grpc-accept-encoding", "identity") }
        return block
    }

    /// A refusal in HTTP's own terms, for requests that are no gRPC.
    static func refusal(_ refusal: RequestHead.HTTPRefusal) -> HTTP2HeaderBlock {
        var block = HTTP2HeaderBlock()
        block.append(":status", "\(refusal.rawValue)")
        return block
    }
}
