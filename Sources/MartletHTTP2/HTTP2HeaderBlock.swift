internal import CNghttp2

/// Header fields to send, in order: pseudo-header fields first. Names must be lower case.
///
/// Fields made of `StaticString`s are sent from where the program keeps them; other bytes are copied into the block.
/// A block that is built once and sent often (a `static let`) costs nothing per send beyond compression.
/// Copies share their storage until one of them is changed.
public struct HTTP2HeaderBlock: Sendable {
    private(set) var storage: HTTP2HeaderStorage

    public init() {
        storage = HTTP2HeaderStorage(fieldCapacity: 4, byteCapacity: 0)
    }

    /// Number of fields.
    public var count: Int { storage.count }

    /// Size as RFC 9113 section 6.5.2 counts it: name + value + 32 per field.
    public var listSize: Int { storage.listSize }

    /// Adds a field whose bytes live as long as the program. `sensitive` keeps it out of every compression table on
    /// the way (RFC 7541 section 7.1.3), as credentials need.
    public mutating func append(_ name: StaticString, _ value: StaticString, sensitive: Bool = false) {
        guard name.hasPointerRepresentation, value.hasPointerRepresentation else {
            append(name.description, value.description, sensitive: sensitive)
            return
        }
        makeUnique()
        storage.append(
            name: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), copyName: false,
            value: UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount), copyValue: false,
            sensitive: sensitive)
    }

    /// Adds a field with a constant name and a value that is copied.
    public mutating func append(_ name: StaticString, _ value: UnsafeRawBufferPointer, sensitive: Bool = false) {
        guard name.hasPointerRepresentation else {
            name.withUTF8Buffer { append(UnsafeRawBufferPointer($0), value, sensitive: sensitive) }
            return
        }
        makeUnique()
        storage.append(
            name: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), copyName: false,
            value: value, copyValue: true, sensitive: sensitive)
    }

    /// Adds a field whose name and value are copied.
    public mutating func append(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, sensitive: Bool = false
    ) {
        makeUnique()
        storage.append(name: name, copyName: true, value: value, copyValue: true, sensitive: sensitive)
    }

    /// Adds a field whose name and value are copied as UTF-8.
    @_disfavoredOverload
    public mutating func append(_ name: String, _ value: String, sensitive: Bool = false) {
        var name = name
        var value = value
        name.withUTF8 { name in
            value.withUTF8 { value in
                append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value), sensitive: sensitive)
            }
        }
    }

    /// Adds all fields of another block after those of this one.
    public mutating func append(contentsOf other: HTTP2HeaderBlock) {
        makeUnique()
        let source = other.storage
        for index in 0..<source.count {
            let field = source.fields[index]
            storage.append(
                name: UnsafeRawBufferPointer(start: field.name, count: field.namelen),
                copyName: !field.keeps(NGHTTP2_NV_FLAG_NO_COPY_NAME),
                value: UnsafeRawBufferPointer(start: field.value, count: field.valuelen),
                copyValue: !field.keeps(NGHTTP2_NV_FLAG_NO_COPY_VALUE),
                sensitive: field.keeps(NGHTTP2_NV_FLAG_NO_INDEX))
        }
    }

    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) {
            storage = HTTP2HeaderStorage(copying: storage)
        }
    }
}

extension nghttp2_nv {
    /// Whether a flag is set.
    func keeps(_ flag: nghttp2_nv_flag) -> Bool {
        flags & UInt8(truncatingIfNeeded: flag.rawValue) != 0
    }
}
