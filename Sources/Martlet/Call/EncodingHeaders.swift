import MartletCompression

/// What the headers of one call after the other on a connection say of compression: `grpc-encoding` and
/// `grpc-accept-encoding`. Clients send the same with each call, so the bytes are compared with the last ones before
/// they are read.
struct EncodingHeaders {
    /// Longer values are not kept.
    private static let keptBytes = 128

    /// What the call's messages may be compressed with.
    private(set) var call = CallEncodings()
    /// What its requests may be compressed with and that is not accepted; nil in general.
    private(set) var refused: String?

    private let accepted: CompressionAlgorithms
    private var lastList: [UInt8] = []
    private var lastNamed = CompressionAlgorithms()

    /// - Parameter accepted: what requests may be compressed with.
    init(accepted: CompressionAlgorithms) { self.accepted = accepted }

    /// The next fields are another call's.
    mutating func begin() {
        call = CallEncodings()
        if refused != nil { refused = nil }
    }

    /// A value of `grpc-encoding`.
    mutating func readEncoding(_ value: UnsafeRawBufferPointer) {
        if value.equals("identity") || value.isEmpty { return }
        if let request = CompressionAlgorithm(name: value), accepted.contains(request) {
            call.request = request
        } else {
            refused = String(decoding: value.prefix(32), as: UTF8.self)
        }
    }

    /// A value of `grpc-accept-encoding`, of which there may be several.
    mutating func readAccepted(_ value: UnsafeRawBufferPointer) {
        if lastList.withUnsafeBytes({ $0.equals(value) }) { return call.accepted.formUnion(lastNamed) }
        var named = CompressionAlgorithms()
        named.insert(named: value)
        call.accepted.formUnion(named)
        guard value.count <= Self.keptBytes else { return }
        lastList = Array(value)
        lastNamed = named
    }
}
