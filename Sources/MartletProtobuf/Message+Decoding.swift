extension Message {
    /// Decodes one message from all of `bytes`, which are copied, not kept.
    ///
    /// - Throws: ``DecodeError`` when the bytes are not such a message, exceed `options`, or lack a required field.
    @inlinable
    public init(
        decoding bytes: UnsafeRawBufferPointer, options: DecodingOptions = .default
    ) throws(DecodeError) {
        self.init()
        try merge(bytes, options)
        if !options.allowPartial, let path = _pbMissingRequired() { throw Self.missing(path, byteCount: bytes.count) }
    }

    @inlinable @inline(__always)
    mutating func merge(_ bytes: UnsafeRawBufferPointer, _ options: DecodingOptions) throws(DecodeError) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        guard bytes.count <= Int32.max else { throw Self.tooLarge() }
        let start = base.assumingMemoryBound(to: UInt8.self)
        var reader = Reader(start, count: bytes.count, options: options)
        do throws(WireError) {
            try _pbDecode(&reader)
        } catch {
            throw DecodeError(error, at: reader.next - start, in: bytes, of: Self.self)
        }
    }

    /// Decodes one message from all of `bytes`.
    @inlinable
    public init(decoding bytes: RawSpan, options: DecodingOptions = .default) throws(DecodeError) {
        self = try bytes.withUnsafeBytes { (buffer) throws(DecodeError) in
            try Self(decoding: buffer, options: options)
        }
    }

    /// Decodes one message from all of `bytes`.
    @inlinable
    public init(decoding bytes: Span<UInt8>, options: DecodingOptions = .default) throws(DecodeError) {
        try self.init(decoding: bytes.bytes, options: options)
    }

    /// Decodes one message from all of `bytes`.
    @inlinable
    public init(decoding bytes: [UInt8], options: DecodingOptions = .default) throws(DecodeError) {
        try self.init(decoding: bytes.span.bytes, options: options)
    }

    @usableFromInline @inline(never)
    static func missing(_ path: String, byteCount: Int) -> DecodeError {
        DecodeError(
            reason: .missingRequiredField, messageName: messageName, fieldPath: path, byteOffset: byteCount)
    }

    @usableFromInline @inline(never)
    static func tooLarge() -> DecodeError {
        DecodeError(reason: .messageTooLarge, messageName: messageName, fieldPath: "", byteOffset: 0)
    }
}
