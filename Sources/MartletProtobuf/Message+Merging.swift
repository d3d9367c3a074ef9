extension Message {
    /// Decodes all of `bytes` into this message, as if they stood behind its own encoding: singular fields are
    /// replaced, sub-messages merged, elements appended, entries of maps replaced by those with the same key.
    ///
    /// - Throws: ``DecodeError`` when the bytes are not such a message or exceed `options`, or a required field is
    ///   missing afterwards. The message then has taken in the fields in front of the error.
    @inlinable
    public mutating func merge(
        from bytes: UnsafeRawBufferPointer, options: DecodingOptions = .default
    ) throws(DecodeError) {
        try merge(from: bytes, of: nil, options)
    }

    /// Decodes all of `bytes`; in those `of` an owner large `bytes` fields may stay.
    @inlinable @inline(__always)
    mutating func merge(
        from bytes: UnsafeRawBufferPointer, of owner: UnsafePointer<Bytes>?, _ options: DecodingOptions
    ) throws(DecodeError) {
        try mergePartial(from: bytes, of: owner, options)
        guard !options.allowPartial, let path = _pbMissingRequired() else { return }
        throw DecodeError(
            reason: .missingRequiredField, messageName: Self.messageName, fieldPath: path,
            fieldNumber: Self.fieldNumber(at: path), byteOffset: bytes.count)
    }

    @inlinable @inline(__always)
    mutating func mergePartial(
        from bytes: UnsafeRawBufferPointer, of owner: UnsafePointer<Bytes>? = nil, _ options: DecodingOptions
    ) throws(DecodeError) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        guard bytes.count <= min(options.messageSizeLimit, Int(Int32.max)) else {
            throw DecodeError(.messageTooLarge, at: 0, in: bytes, of: Self.self, options)
        }
        let start = base.assumingMemoryBound(to: UInt8.self)
        var reader = Reader(start, count: bytes.count, options: options, owner: owner)
        do throws(WireError) {
            try _pbDecode(&reader)
        } catch {
            throw DecodeError(error, at: reader.next - start, in: bytes, of: Self.self, options)
        }
    }

    /// Decodes all of `bytes` into this message.
    @inlinable
    public mutating func merge(from bytes: RawSpan, options: DecodingOptions = .default) throws(DecodeError) {
        try bytes.withUnsafeBytes { (buffer) throws(DecodeError) in
            try merge(from: buffer, options: options)
        }
    }

    /// Decodes all of `bytes` into this message.
    @inlinable
    public mutating func merge(from bytes: Span<UInt8>, options: DecodingOptions = .default) throws(DecodeError) {
        try merge(from: bytes.bytes, options: options)
    }

    /// Decodes all of `bytes` into this message. Large `bytes` fields may share the array's storage: see ``Bytes``.
    @inlinable
    public mutating func merge(from bytes: [UInt8], options: DecodingOptions = .default) throws(DecodeError) {
        // Short bytes have no slices, and are not worth a reference count.
        guard bytes.count < Bytes.smallestSlice else { return try merge(from: Bytes(bytes), options: options) }
        try merge(from: bytes.span.bytes, options: options)
    }

    /// Decodes all of `bytes` into this message. Large `bytes` fields may share their storage: see ``Bytes``.
    @inlinable
    public mutating func merge(from bytes: Bytes, options: DecodingOptions = .default) throws(DecodeError) {
        try withUnsafePointer(to: bytes) { (owner) throws(DecodeError) in
            try owner.pointee.withUnsafeBytes { (buffer) throws(DecodeError) in
                try merge(from: buffer, of: owner, options)
            }
        }
    }

    /// Takes in the fields that are set in `other`, as if its encoding stood behind this message's own.
    ///
    /// Neither needs to have its required fields.
    ///
    /// - Throws: ``EncodeError`` when `other` is longer than 2 GiB - 1 byte.
    public mutating func merge(_ other: Self) throws(EncodeError) {
        let bytes = try other.encoded(options: EncodingOptions(allowPartial: true))
        do throws(DecodeError) {
            try merge(from: bytes, options: .trusting)
        } catch {
            preconditionFailure("a message does not read what it has written: \(error)")
        }
    }
}
