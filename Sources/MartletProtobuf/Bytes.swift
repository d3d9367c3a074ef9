/// The value of a `bytes` field: a collection of bytes that is shared when copied.
///
/// It owns its storage, which `array` shares.
public struct Bytes: Hashable, Sendable {
    @usableFromInline var storage: [UInt8]

    @inlinable
    public init() { storage = [] }

    /// Takes over the array's storage.
    @inlinable
    public init(_ array: [UInt8]) { storage = array }

    /// Copies the elements of a sequence, such as the `utf8` of a string.
    @inlinable
    public init(_ bytes: some Sequence<UInt8>) { storage = Array(bytes) }

    /// Copies memory.
    @usableFromInline
    init(copying bytes: UnsafeRawBufferPointer) {
        storage = []
        // Unlike `Array(bytes)` this is compiled for bytes, without a look-up of metadata at each call.
        storage.append(addingCapacity: bytes.count) { output in
            output.withUnsafeMutableBufferPointer { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                initialized = bytes.count
            }
        }
    }

    /// The bytes as an array, which shares this value's storage.
    @inlinable
    public var array: [UInt8] { storage }

    /// Calls `body` with the bytes, which are valid until it returns.
    @inlinable
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try storage.withUnsafeBytes(body)
    }
}

extension Bytes: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { storage.count }
    @inlinable public var count: Int { storage.count }

    @inlinable
    public subscript(index: Int) -> UInt8 {
        get { storage[index] }
        set { storage[index] = newValue }
    }

    @inlinable
    public mutating func replaceSubrange(_ range: Range<Int>, with bytes: some Collection<UInt8>) {
        storage.replaceSubrange(range, with: bytes)
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    @inlinable
    public init(arrayLiteral bytes: UInt8...) { storage = bytes }
}

extension Bytes: CustomStringConvertible {
    /// Text in quotes, with `\n`, `\xff` and the like for what is not printable ASCII.
    public var description: String { quoted(storage) }
}

extension Array<UInt8> {
    /// The bytes of a field, which share their storage with the array.
    @inlinable
    public init(_ bytes: Bytes) { self = bytes.storage }
}
