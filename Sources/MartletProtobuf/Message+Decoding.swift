extension Message {
    /// Decodes one message from all of `bytes`, which are copied, not kept.
    ///
    /// - Throws: ``DecodeError`` when the bytes are not such a message, exceed `options`, or lack a required field.
    @inlinable
    public init(
        decoding bytes: UnsafeRawBufferPointer, options: DecodingOptions = .default
    ) throws(DecodeError) {
        self.init()
        try merge(from: bytes, options: options)
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

    /// Decodes one message from all of `bytes`. Large `bytes` fields may share the array's storage: see ``Bytes``.
    @inlinable
    public init(decoding bytes: [UInt8], options: DecodingOptions = .default) throws(DecodeError) {
        self.init()
        try merge(from: bytes, options: options)
    }

    /// Decodes one message from all of `bytes`. Large `bytes` fields may share their storage: see ``Bytes``.
    @inlinable
    public init(decoding bytes: Bytes, options: DecodingOptions = .default) throws(DecodeError) {
        self.init()
        try merge(from: bytes, options: options)
    }
}
