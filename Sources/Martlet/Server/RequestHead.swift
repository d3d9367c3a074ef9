import MartletHTTP2

/// What the headers of a request say, read in one pass over the raw bytes. Views are valid until the next receive.
struct RequestHead {
    var path = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The HTTP status that refuses a request which is no gRPC call (gRPC over HTTP/2: 415 for other content).
    var httpRefusal: HTTPRefusal?
    /// The gRPC status that refuses the call.
    var refusal: RPCError?
    var timeout: Duration?

    private var authority = UnsafeRawBufferPointer(start: nil, count: 0)
    private var host = UnsafeRawBufferPointer(start: nil, count: 0)

    enum HTTPRefusal: Int {
        case badRequest = 400
        case methodNotAllowed = 405
        case unsupportedMediaType = 415
    }

    /// Everything that is not the protocol's own goes to `recent`; it is decoded when the handler asks for it. So
    /// does what is said of compression.
    ///
    /// - Parameter maxBytes: what the fields may take together, each with 32 bytes on top (RFC 9113 section 6.5.2).
    init(_ headers: HTTP2HeaderList, _ recent: inout RepeatedMetadata, maxBytes: Int = .max) {
        recent.begin()
        var isGRPC = false
        var bytes = 0
        for index in 0..<headers.count {
            let field = headers[index]
            bytes &+= field.name.count &+ field.value.count &+ 32
            read(field.name, field.value, &isGRPC, &recent)
        }
        if bytes > maxBytes { refuseSize(bytes, maxBytes) }
        if !host.isEmpty { checkHost() }
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
        case 4 where name.equals("host"): host = value
        case 10 where name.equals(":authority"): readAuthority(value)
        case 12 where name.equals("content-type"): isGRPC = HeaderBytes.isGRPC(contentType: value)
        case 12 where name.equals("grpc-timeout"): readTimeout(value)
        case 13 where name.equals("grpc-encoding"): recent.encodings.readEncoding(value)
        case 14 where name.equals("content-length"): break
        case 20 where name.equals("grpc-accept-encoding"): recent.encodings.readAccepted(value)
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

    /// A user name before the host could make one server's name look like another's.
    private mutating func readAuthority(_ value: UnsafeRawBufferPointer) {
        authority = value
        if value.contains(UInt8(ascii: "@")) { httpRefusal = .badRequest }
    }

    /// Two names for one server: whoever trusts one of them may be mistaken (RFC 9113 section 8.3.1).
    private mutating func checkHost() {
        let isSame = authority.isEmpty || authority.elementsEqual(host)
        if !isSame || host.contains(UInt8(ascii: "@")) { httpRefusal = .badRequest }
    }

    private mutating func refuseSize(_ bytes: Int, _ maxBytes: Int) {
        refusal = RPCError(
            .resourceExhausted,
            "the request headers take \(bytes) bytes, more than the limit of \(maxBytes) (setting maxHeaderListBytes)")
    }

    private mutating func readTimeout(_ value: UnsafeRawBufferPointer) {
        timeout = Timeout.decode(value)
        if timeout == nil {
            refusal = RPCError(.internalError, "grpc-timeout is not one to eight digits and a unit (H M S m u n)")
        }
    }
}
