/// One header field as it came from the wire: the name in lower case, the value as the peer wrote it, spaces around it
/// included. Both are valid until the next ``HTTP2Session/receive(_:)``.
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
        @usableFromInline var name: UnsafeRawPointer
        @usableFromInline var nameLength: UInt32
        @usableFromInline var valueLength: UInt32

        init(name: UnsafeRawPointer, nameLength: UInt32, valueLength: UInt32) {
            self.name = name
            self.nameLength = nameLength
            self.valueLength = valueLength
        }
    }

    @usableFromInline let entries: UnsafeBufferPointer<Entry>

    init(entries: UnsafeBufferPointer<Entry>) {
        self.entries = entries
    }

    /// Size as RFC 9113 section 6.5.2 counts it: name + value + 32 per field.
    public var listSize: Int {
        entries.reduce(0) { $0 &+ Int($1.nameLength) &+ Int($1.valueLength) &+ 32 }
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { entries.count }
    @inlinable public var count: Int { entries.count }

    @inlinable
    public subscript(index: Int) -> HTTP2HeaderField {
        let entry = entries[index]
        return HTTP2HeaderField(
            name: UnsafeRawBufferPointer(start: entry.name, count: Int(entry.nameLength)),
            value: UnsafeRawBufferPointer(
                start: entry.name + Int(entry.nameLength), count: Int(entry.valueLength)))
    }
}
