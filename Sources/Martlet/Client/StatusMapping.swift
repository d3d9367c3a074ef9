import MartletHTTP2

/// The status of a call that ended without one (gRPC, "HTTP to gRPC Status Code Mapping" and the RST_STREAM table of
/// gRPC over HTTP/2).
enum StatusMapping {
    static func error(httpStatus: Int?) -> RPCError {
        guard let httpStatus else {
            return RPCError(.unknown, "the response has neither :status nor grpc-status", origin: .remote)
        }
        let code: RPCError.Code =
            switch httpStatus {
            case 400, 431: .internalError
            case 401: .unauthenticated
            case 403: .permissionDenied
            case 404: .unimplemented
            case 429, 502, 503, 504: .unavailable
            default: .unknown
            }
        return RPCError(code, "the response has HTTP status \(httpStatus) and no grpc-status", origin: .remote)
    }

    static func error(reset code: HTTP2ErrorCode) -> RPCError {
        let status: RPCError.Code =
            switch code {
            case .refusedStream: .unavailable
            case .cancel: .cancelled
            case .enhanceYourCalm: .resourceExhausted
            case .inadequateSecurity: .permissionDenied
            default: .internalError
            }
        return RPCError(status, "the server reset the stream (\(code))", origin: .remote)
    }

    /// The status that `grpc-status` and `grpc-message` say; `nil` is OK. Numbers that gRPC doesn't know are UNKNOWN.
    static func error(status: UnsafeRawBufferPointer, message: String, metadata: Metadata) -> RPCError? {
        var number: Int? = status.isEmpty || status.count > 2 ? nil : 0
        for digit in status where number != nil {
            number = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
                ? (number ?? 0) * 10 + Int(digit - UInt8(ascii: "0")) : nil
        }
        if number == 0 { return nil }
        guard let number, let code = RPCError.Code(rawValue: number) else {
            let text = String(decoding: status.prefix(16), as: UTF8.self).debugDescription
            return RPCError(.unknown, "grpc-status \(text): \(message)", metadata: metadata, origin: .remote)
        }
        return RPCError(code, message, metadata: metadata, origin: .remote)
    }
}
