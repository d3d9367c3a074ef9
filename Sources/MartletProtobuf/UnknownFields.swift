/// The fields of a message that its schema does not know, byte for byte as they arrived.
///
/// They are written back when the message is encoded, so that a program passes on what a newer one has sent.
/// One word, and nothing else when there are none.
public struct UnknownFields: Hashable, Sendable {
    /// Nil when there are none: an empty array would be retained and released with every message.
    @usableFromInline var storage: [UInt8]?

    @inlinable
    public init() {}

    /// What the first field takes beside its own bytes: an array's header, and the heap's.
    static let headerSize = 48

    /// Whether there are none.
    @inlinable
    public var isEmpty: Bool { storage == nil }

    /// How many bytes they take, tags included.
    @inlinable
    public var byteCount: Int { storage?.count ?? 0 }

    /// The fields as they stand on the wire: tag, value, tag, value.
    @inlinable
    public var bytes: [UInt8] { storage ?? [] }

    /// Forgets them all.
    @inlinable
    public mutating func removeAll() { storage = nil }

    @inlinable
    func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        storage?.withUnsafeBytes(body)
    }

    /// Appends in place, so that a message of nothing but unknown fields is read in linear time.
    @usableFromInline
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if storage == nil { storage = [] }
        storage?.append(contentsOf: bytes)
    }
}
