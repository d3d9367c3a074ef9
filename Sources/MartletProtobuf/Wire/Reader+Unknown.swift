extension Reader {
    /// Keeps a field that the schema does not know, tag and all, to be written back.
    ///
    /// A known number with another wire type ends here too: protobuf says that such a field is unknown, not wrong.
    @inline(never)
    public mutating func unknown(_ tag: UInt32, _ fields: inout UnknownFields) throws(WireError) {
        let start = tagStart
        try skip(tag)
        try keep(from: start, in: &fields)
    }

    /// Keeps the field that ends where the reader stands, within the limit.
    @usableFromInline
    mutating func keep(from start: UnsafePointer<UInt8>, in fields: inout UnknownFields) throws(WireError) {
        try keep(UnsafeRawBufferPointer(start: start, count: next - start), in: &fields)
    }

    /// Keeps a varint that stood among others behind one tag, within the limit.
    @usableFromInline
    mutating func keep(number: Int, varint: UInt64, in fields: inout UnknownFields) throws(WireError) {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { memory throws(WireError) in
            var writer = Writer(memory, .default)
            writer.varint(MartletProtobuf.tag(number, .varint), varint)
            try keep(writer.written, in: &fields)
        }
    }

    private mutating func keep(_ field: UnsafeRawBufferPointer, in fields: inout UnknownFields) throws(WireError) {
        if try chargeUnknown(field.count, fields) { fields.append(field) }
    }

    /// Takes the bytes of an unknown field from what may be kept; false when none are.
    private mutating func chargeUnknown(_ count: Int, _ fields: UnknownFields) throws(WireError) -> Bool {
        guard keepsUnknownFields else { return false }
        // The first one of a message brings an array along, whose header is larger than most fields.
        if fields.isEmpty { try charge(UnknownFields.headerSize) }
        remainingUnknownBytes &-= count
        guard remainingUnknownBytes >= 0 else { throw atTag(.unknownFieldsExceeded) }
        return true
    }

    /// Steps over the value that follows `tag`.
    @usableFromInline
    mutating func skip(_ tag: UInt32) throws(WireError) {
        guard tag &>> 3 != 0 else { throw atTag(.invalidFieldNumber) }
        switch WireType(rawValue: tag & 7) {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed(UInt64.self)
        case .lengthDelimited: next += try length()
        case .startGroup: try skipGroup(tag &>> 3)
        case .endGroup: throw atTag(.unmatchedEndGroup)
        case .fixed32: _ = try fixed(UInt32.self)
        case nil: throw atTag(.invalidWireType)
        }
    }

    /// Steps over the fields of a group and its end, which must have the group's number.
    mutating func skipGroup(_ number: UInt32) throws(WireError) {
        guard remainingDepth > 0 else { throw .nestingTooDeep }
        remainingDepth &-= 1
        let endTag = number &<< 3 | WireType.endGroup.rawValue
        while let tag = try nextTag() {
            if tag == endTag {
                remainingDepth &+= 1
                return
            }
            try skip(tag)
        }
        throw .truncated
    }

    /// The error stands at the tag, not after it.
    private mutating func atTag(_ error: WireError) -> WireError {
        next = tagStart
        return error
    }
}
