/// What reads messages whose types are known only at run time needs beyond what generated code does: entering and
/// leaving without a `Message`. Only MartletReflection uses it.
extension Reader {
    /// Reads from `bytes` and says where it stopped when that fails.
    package static func read(
        _ bytes: UnsafeRawBufferPointer, options: DecodingOptions,
        _ body: (inout Reader) throws(WireError) -> Void
    ) throws(ReadFailure) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        guard bytes.count <= min(options.messageSizeLimit, Int(Int32.max)) else {
            throw ReadFailure(reason: .messageTooLarge, byteOffset: 0)
        }
        let start = base.assumingMemoryBound(to: UInt8.self)
        var reader = Reader(start, count: bytes.count, options: options)
        do throws(WireError) {
            try body(&reader)
        } catch {
            throw ReadFailure(reason: error, byteOffset: reader.next - start)
        }
    }

    /// Why and where reading failed.
    package struct ReadFailure: Error {
        package let reason: WireError
        package let byteOffset: Int
    }

    /// A message behind its length.
    package mutating func nested(_ body: (inout Reader) throws(WireError) -> Void) throws(WireError) {
        guard let outerEnd = try enterMessage() else { return }
        try body(&self)
        leaveMessage(outerEnd)
    }

    /// A message up to its end tag.
    package mutating func group(
        _ tag: UInt32, _ body: (inout Reader) throws(WireError) -> Void
    ) throws(WireError) {
        let outerEnd = end
        let afterGroup = try enterGroup(tag)
        try body(&self)
        next = afterGroup
        leaveMessage(outerEnd)
    }

    /// Whether the next field has this tag too; if so, steps over it.
    package mutating func isFollowed(by tag: UInt32) -> Bool { skipTag(tag) }

    /// Takes the memory of elements from what the limit allows.
    package mutating func chargeElements(_ byteCount: Int) throws(WireError) { try charge(byteCount) }

    /// Steps over the value behind `tag`.
    package mutating func stepOver(_ tag: UInt32) throws(WireError) { try skip(tag) }

    /// Where the tag begins that was read last.
    package var placeOfTag: Place { Place(pointer: tagStart) }

    /// A place in the bytes of the reader that said it.
    @safe
    package struct Place {
        fileprivate let pointer: UnsafePointer<UInt8>
    }

    /// Where the next byte is read.
    package var placeAhead: Place { Place(pointer: next) }

    /// The bytes from a place up to here.
    package func bytes(from place: Place) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: place.pointer, count: next - place.pointer))
    }

    /// Keeps the bytes from a place up to here as unknown fields.
    package mutating func keep(from place: Place, _ fields: inout UnknownFields) throws(WireError) {
        try keep(from: place.pointer, in: &fields)
    }

    /// Keeps one value of a packed field as an unknown field of its own.
    package mutating func keep(
        _ value: Int32, number: Int, _ fields: inout UnknownFields
    ) throws(WireError) {
        try keep(number: number, varint: Int32Coding.raw(value), in: &fields)
    }
}

extension Reader {
    /// Reads a message whose bytes have been set aside, within the limits of this reader. Errors stand where this
    /// reader does.
    package mutating func message(
        of bytes: Bytes, _ body: (inout Reader) throws(WireError) -> Void
    ) throws(WireError) {
        guard remainingDepth > 0 else { throw .nestingTooDeep }
        let left = DecodingOptions(
            nestingLimit: remainingDepth &- 1, elementMemoryLimit: remainingElementMemory,
            unknownFieldLimit: remainingUnknownBytes, discardUnknownFields: !keepsUnknownFields)
        (remainingElementMemory, remainingUnknownBytes) = try bytes.withUnsafeBytes {
            (buffer) throws(WireError) -> (Int, Int) in
            guard let base = buffer.baseAddress, !buffer.isEmpty else {
                return (left.elementMemoryLimit, left.unknownFieldLimit)
            }
            var inner = Reader(base.assumingMemoryBound(to: UInt8.self), count: buffer.count, options: left)
            try body(&inner)
            return (inner.remainingElementMemory, inner.remainingUnknownBytes)
        }
    }
}
