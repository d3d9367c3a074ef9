extension Message {
    /// The message's bytes.
    ///
    /// Fields stand in order of their numbers, unknown fields last. The entries of a map stand in the order of
    /// the `Dictionary`, which differs from process to process, unless `options` ask for deterministic output.
    ///
    /// - Throws: ``EncodeError`` when the message is longer than 2 GiB - 1 byte, or lacks a required field.
    @inlinable
    public func encoded(options: EncodingOptions = .default) throws(EncodeError) -> [UInt8] {
        try withEncodedSize(options: options) { size, write in array(size, write) }
    }

    /// Encodes straight into memory of the caller's choice, such as a frame behind its prefix: `body` learns the
    /// size first, and may then call `write`, at most once, with a region of that size.
    ///
    /// `write` fills the region from its beginning with exactly `size` bytes and needs no memory after it.
    /// Nothing is allocated for a message of up to 4,000 bytes.
    ///
    /// - Throws: ``EncodeError`` when the message is longer than 2 GiB - 1 byte, or lacks a required field; `body` is
    ///   not called then.
    @inlinable
    public func withEncodedSize<Result>(
        options: EncodingOptions = .default,
        _ body: (_ size: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) -> Result
    ) throws(EncodeError) -> Result {
        if !options.allowPartial, let path = _pbMissingRequired() {
            throw .missingRequiredField(messageName: Self.messageName, fieldPath: path)
        }
        return try withWriter(options, messageName: Self.messageName, { writer in _pbWrite(&writer) }, body)
    }
}

/// Encodes what `write` tells a writer, and calls `body` with its size and with what copies it into a region.
///
/// - Throws: ``EncodeError/messageTooLarge(messageName:byteCount:)``; `body` is not called then.
@inlinable @inline(__always)
func withWriter<Result>(
    _ options: EncodingOptions, messageName: @autoclosure () -> String, _ write: (inout Writer) -> Void,
    _ body: (_ size: Int, _ copy: (UnsafeMutableRawBufferPointer) -> Void) -> Result
) throws(EncodeError) -> Result {
    var result: Result?
    var tooLong = 0
    withStackMemory { memory in
        var writer = Writer(memory, options)
        write(&writer)
        if writer.isTooLong {
            tooLong = writer.count
        } else {
            result = body(writer.count) { region in writer.copy(to: region) }
        }
    }
    guard let result else { throw .messageTooLarge(messageName: messageName(), byteCount: tooLong) }
    return result
}

/// Lends 4 KiB of the stack, four times what `withUnsafeTemporaryAllocation` takes from there: most messages find room.
@inlinable @inline(__always)
func withStackMemory(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    _ = InlineArray<4096, UInt8>(initializingWith: { output in
        output.withUnsafeMutableBufferPointer { memory, initialized in
            body(memory)
            // Said of all of it, as an array demands: any bits are a byte.
            initialized = memory.count
        }
    })
}

/// The bytes of what `write` tells a writer: a message whose fields are known only at run time.
package func encodedBytes(
    messageName: String, _ options: EncodingOptions, _ write: (inout Writer) -> Void
) throws(EncodeError) -> [UInt8] {
    try withWriter(options, messageName: messageName, write, array)
}

/// An array of `size` bytes that `write` fills.
@inlinable @inline(__always)
func array(_ size: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(addingCapacity: size) { output in
        output.withUnsafeMutableBufferPointer { buffer, initialized in
            write(UnsafeMutableRawBufferPointer(buffer))
            initialized = size
        }
    }
    return bytes
}
