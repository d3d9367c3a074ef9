/// The metadata of one call after the other on a connection. A client sends the same with nearly every call, so the
/// bytes of the last call serve again as long as nothing differs: 400 instructions a call cheaper than a copy.
struct RepeatedMetadata {
    /// What an idle connection keeps at most.
    private static let keptBytes = 1024

    /// What the call says of compression.
    var encodings: EncodingHeaders

    private var last = RawMetadata()
    /// So many bytes of `last` have been repeated so far.
    private var repeated = 0
    /// What this call has, once it differs.
    private var fresh: RawMetadata?

    /// - Parameter accepted: what requests may be compressed with.
    init(accepting accepted: CompressionAlgorithms = CompressionAlgorithms()) {
        encodings = EncodingHeaders(accepted: accepted)
    }

    /// The next fields are another call's.
    mutating func begin() {
        encodings.begin()
        repeated = 0
        fresh = nil
    }

    /// The next field of the call.
    mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if fresh == nil {
            if let end = last.end(of: name, value, at: repeated) {
                repeated = end
                return
            }
            fresh = last.prefix(repeated)
        }
        fresh?.append(name, value)
    }

    /// All fields of the call.
    mutating func finish() -> RawMetadata {
        if fresh == nil, repeated == last.byteCount { return last }
        let metadata = fresh ?? last.prefix(repeated)
        last = metadata.byteCount <= Self.keptBytes ? metadata : RawMetadata()
        return metadata
    }
}
