import MartletHTTP2

/// What a block of response headers or trailers says, read in one pass over the raw bytes.
struct ResponseHead {
    var httpStatus: Int?
    var isGRPC = false
    /// Bytes of `grpc-status`; valid until the next receive.
    var grpcStatus: UnsafeRawBufferPointer?
    var message = ""
    /// The value of `grpc-encoding`, valid until the next receive; empty when it is not there or is `identity`.
    var encoding = UnsafeRawBufferPointer(start: nil, count: 0)
    var metadata = RawMetadata()

    init(_ headers: HTTP2HeaderList) {
        for index in 0..<headers.count {
            let field = headers[index]
            read(field.name, field.value)
        }
    }

    private mutating func read(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        switch name.count {
        case 7 where name.equals(":status"): httpStatus = Int(String(decoding: value, as: UTF8.self))
        case 11 where name.equals("grpc-status"): grpcStatus = value
        case 12 where name.equals("content-type"): isGRPC = HeaderBytes.isGRPC(contentType: value)
        case 12 where name.equals("grpc-message"): message = StatusMessage.decode(value)
        case 13 where name.equals("grpc-encoding"): if !value.equals("identity") { encoding = value }
        case 20 where name.equals("grpc-accept-encoding"): break
        default: metadata.append(name, value)
        }
    }
}
