/// One header field as it came from the wire: the name in lower case, the value without surrounding white space.
/// Both are valid until the next ``HTTP2Session/receive(_:)``.
public struct HTTP2HeaderField {
    public let name: UnsafeRawBufferPointer
    public let value: UnsafeRawBufferPointer

    @inlinable
    init(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        self.name = name
        self.value = value
    }
}

/// A received header block: a view of the session's memory, valid until the next ``HTTP2Session/receive(_:)``.
/// Pseudo-header fields stand first (RFC 9113 section 8.3); order and duplicates are kept.
public struct HTTP2HeaderList: RandomAccessCollection {
    /// Where a field lies: the value follows its name at once.
    @usableFromInline
    struct Entry {
        @usableFromInline var offset: UInt32
        @usableFromInline var nameLength: UInt32
        @usableFromInline var valueLength: UInt32

        init(offset: UInt32, nameLength: UInt32, valueLength: UInt32) {
            self.offset = offset
            self.nameLength = nameLength
            self.valueLength = valueLength
        }
    }

    @usableFromInline let entries: UnsafeBufferPointer<Entry>
    @usableFromInline let bytes: UnsafeRawPointer?
    /// Size as RFC 9113 section 6.5.2 counts it: name + value + 32 per field.
    public let listSize: Int

    init(entries: UnsafeBufferPointer<Entry>, bytes: UnsafeRawPointer?, listSize: Int) {
        self.entries = entries
        self.bytes = bytes
        self.listSize = listSize
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { entries.count }
    @inlinable public var count: Int { entries.count }

    @inlinable
    public subscript(index: Int) -> HTTP2HeaderField {
        let entry = entries[index]
        let name = bytes.unsafelyUnwrapped + Int(entry.offset)
        return HTTP2HeaderField(
            name: UnsafeRawBufferPointer(start: name, count: Int(entry.nameLength)),
            value: UnsafeRawBufferPointer(start: name + Int(entry.nameLength), count: Int(entry.valueLength)))
    }
}
