public import MartletProtobuf

extension DynamicMessage {
    /// Decodes one message from all of `bytes`.
    ///
    /// Extensions are those that `pool` knows: unless given, the pool of the descriptor. What nobody knows is kept
    /// among the unknown fields.
    ///
    /// - Throws: `DecodeError` when the bytes are not such a message, exceed `options`, or lack a required field.
    public init(
        decoding bytes: UnsafeRawBufferPointer, as descriptor: MessageDescriptor,
        options: DecodingOptions = .default, pool: DescriptorPool? = nil
    ) throws(DecodeError) {
        self.init(descriptor)
        var decoder = DynamicDecoder(pool: pool ?? descriptor.store.pool)
        do throws(Reader.ReadFailure) {
            try Reader.read(bytes, options: options) { (reader) throws(WireError) in
                try decoder.decode(&self, &reader)
            }
        } catch {
            throw DecodeError(
                reason: error.reason, messageName: descriptor.fullName,
                fieldPath: shortened(decoder.failedPath.reversed()), byteOffset: error.byteOffset,
                limit: error.reason.limit(in: options))
        }
        if !options.allowPartial, let path = missingRequiredField {
            throw DecodeError(
                reason: .missingRequiredField, messageName: descriptor.fullName, fieldPath: path,
                byteOffset: bytes.count)
        }
    }

    /// Decodes one message from all of `bytes`.
    public init(
        decoding bytes: [UInt8], as descriptor: MessageDescriptor,
        options: DecodingOptions = .default, pool: DescriptorPool? = nil
    ) throws(DecodeError) {
        self = try bytes.span.bytes.withUnsafeBytes { (buffer) throws(DecodeError) in
            try DynamicMessage(decoding: buffer, as: descriptor, options: options, pool: pool)
        }
    }

    /// The message's bytes: fields and extensions in order of their numbers, unknown fields last.
    ///
    /// - Throws: `EncodeError` when the message is longer than 2 GiB - 1 byte, or lacks a required field.
    public func encoded(options: EncodingOptions = .default) throws(EncodeError) -> [UInt8] {
        if !options.allowPartial, let path = missingRequiredField {
            throw .missingRequiredField(messageName: descriptor.fullName, fieldPath: path)
        }
        return try encodedBytes(messageName: descriptor.fullName, options) { writer in write(to: &writer) }
    }
}

/// Leaves out the middle of a long path: nesting is the peer's choice, the error line is not.
func shortened(_ path: [String]) -> String {
    guard path.count > 12 else { return path.joined(separator: ".") }
    return (path.prefix(6) + ["…"] + path.suffix(6)).joined(separator: ".")
}
