import MartletHTTP2

/// What the headers of a request say, read in one pass over the raw bytes. Views are valid until the next receive.
struct RequestHead {
    var path = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The HTTP status that refuses a request which is no gRPC call (gRPC over HTTP/2: 415 for other content).
    var httpRefusal: HTTPRefusal?
    /// The gRPC status that refuses the call.
    var refusal: RPCError?
    var timeout: Duration?

    enum HTTPRefusal: Int {
        case methodNotAllowed = 405
        case unsupportedMediaType = 415
    }

    /// Everything that is not the protocol's own goes to `recent`; it is decoded when the handler asks for it.
    init(_ headers: HTTP2HeaderList, _ recent: inout RepeatedMetadata) {
        recent.begin()
        var isGRPC = false
        for index in 0..<headers.count {
            let field = headers[index]
            read(field.name, field.value, &isGRPC, &recent)
        }
        if !isGRPC, httpRefusal == nil { httpRefusal = .unsupportedMediaType }
    }

    private mutating func read(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ isGRPC: inout Bool,
        _ recent: inout RepeatedMetadata
    ) {
        switch name.count {
        case 2 where name.equals("te"): break
        case 5 where name.equals(":path"): path = value
        case 7 where name.equals(":method"): if !value.equals("POST") { httpRefusal = .methodNotAllowed }
        case 7 where name.equals(":scheme"): break
        case 10 where name.equals(":authority"): break
        case 12 where name.equals("content-type"): isGRPC = HeaderBytes.isGRPC(contentType: value)
        case 12 where name.equals("grpc-timeout"): readTimeout(value)
        case 13 where name.equals("grpc-encoding"): if !value.equals("identity") { refuseEncoding(value) }
        case 14 where name.equals("content-length"): break
        case 20 where name.equals("grpc-accept-encoding"): break
        default:
            recent.append(name, value)
            checkMetadata(name, value)
        }
    }

    /// Metadata is kept as it came; a `-bin` value is checked now, so that the handler need not.
    private mutating func checkMetadata(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard name.ends(with: "-bin") else { return }
        var alone = RawMetadata()
        alone.append(name, value)
        do throws(RPCError) { _ = try alone.decoded() } catch { refusal = error }
    }

    private mutating func readTimeout(_ value: UnsafeRawBufferPointer) {
        timeout = Timeout.decode(value)
        if timeout == nil {
            refusal = RPCError(.internalError, "grpc-timeout is not one to eight digits and a unit (H M S m u n)")
        }
    }

    private mutating func refuseEncoding(_ value: UnsafeRawBufferPointer) {
        let name = String(decoding: value.prefix(32), as: UTF8.self)
        refusal = RPCError(.unimplemented, "grpc-encoding \(name) is not supported; identity is")
    }
}
