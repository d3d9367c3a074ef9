extension Message {
    /// The message's bytes.
    ///
    /// Fields stand in order of their numbers, unknown fields last. The entries of a map stand in the order of
    /// the `Dictionary`, which differs from process to process, unless `options` ask for deterministic output.
    ///
    /// - Throws: ``EncodeError`` when the message is longer than 2 GiB - 1 byte, or lacks a required field.
    @inlinable
    public func encoded(options: EncodingOptions = .default) throws(EncodeError) -> [UInt8] {
        try withEncodedSize(options: options) { size, write in
            var bytes: [UInt8] = []
            bytes.append(addingCapacity: size) { output in
                output.withUnsafeMutableBufferPointer { buffer, initialized in
                    write(UnsafeMutableRawBufferPointer(buffer))
                    initialized = size
                }
            }
            return bytes
        }
    }

    /// Encodes straight into memory of the caller's choice, such as a frame behind its prefix: `body` learns the
    /// size first, and may then call `write`, at most once, with a region of that size.
    ///
    /// `write` fills the region from its beginning with exactly `size` bytes and needs no memory after it.
    /// Nothing is allocated for a message with up to 128 sub-messages and packed fields.
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
        return try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 128) {
            (scratch: UnsafeMutableBufferPointer<UInt32>) throws(EncodeError) -> Result in
            var counter = SizeCounter(scratch, options)
            _pbMeasure(&counter)
            let size = counter.total
            guard size <= Int32.max else {
                throw .messageTooLarge(messageName: Self.messageName, byteCount: size)
            }
            let sizes = UnsafePointer(counter.sizes)
            let result = body(size) { region in write(into: region, size, sizes, options) }
            counter.finish()
            return result
        }
    }

    @inlinable @inline(__always)
    func write(
        into region: UnsafeMutableRawBufferPointer, _ size: Int, _ sizes: UnsafePointer<UInt32>,
        _ options: EncodingOptions
    ) {
        // The caller's mistake, not a peer's: writing on would overrun the region.
        precondition(region.count >= size, "the region is smaller than the message's encoded size")
        guard let base = region.baseAddress else { return }
        let start = base.assumingMemoryBound(to: UInt8.self)
        var writer = Writer(start, sizes, options)
        _pbWrite(&writer)
        precondition(writer.next == start + size, "a message's two encoding passes differ")
    }
}
