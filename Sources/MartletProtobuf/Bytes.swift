#if canImport(Glibc)
import Glibc
#endif

/// The value of a `bytes` field: a collection of bytes that is shared when copied.
///
/// A field read from an array, or from other `Bytes`, is not copied out of them where that pays: it stays a slice that
/// shares their storage. That is so when the field has at least 1 KiB and at least a quarter of the storage's
/// capacity, so that no value keeps more than four times its own size in memory. Any other field owns its storage.
/// Which of the two a value is shows in nothing but time: changing a slice, and its `array`, copy it.
public struct Bytes: Sendable {
    @usableFromInline
    enum Content: Sendable {
        case whole([UInt8])
        case slice(Slice)
    }

    /// Part of an array, in a class of its own so that `Bytes` is one word.
    @usableFromInline
    final class Slice: Sendable {
        @usableFromInline let array: [UInt8]
        /// Lies within the array.
        @usableFromInline let range: Range<Int>

        init(_ array: [UInt8], _ range: Range<Int>) {
            self.array = array
            self.range = range
        }

        @inlinable var elements: ArraySlice<UInt8> { array[range] }
    }

    @usableFromInline var content: Content

    @inlinable
    public init() { content = .whole([]) }

    /// Takes over the array's storage.
    @inlinable
    public init(_ array: [UInt8]) { content = .whole(array) }

    /// Copies the elements of a sequence, such as the `utf8` of a string.
    @inlinable
    public init(_ bytes: some Sequence<UInt8>) { content = .whole(Array(bytes)) }

    /// Copies memory.
    @usableFromInline
    init(copying bytes: UnsafeRawBufferPointer) {
        var array: [UInt8] = []
        // Unlike `Array(bytes)` this is compiled for bytes, without a look-up of metadata at each call.
        array.append(addingCapacity: bytes.count) { output in
            output.withUnsafeMutableBufferPointer { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                initialized = bytes.count
            }
        }
        content = .whole(array)
    }

    /// The bytes as an array, which shares this value's storage unless the value is a slice: that is copied.
    @inlinable
    public var array: [UInt8] {
        switch content {
        case .whole(let array): array
        case .slice(let slice): Array(slice.elements)
        }
    }

    /// Calls `body` with the bytes, which are valid until it returns.
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard case .whole(let array) = content else { return try withUnsafeBytesOfSlice(body) }
        return try array.span.bytes.withUnsafeBytes(body)
    }

    /// Out of line: slices are long, so it is not the call that costs.
    @usableFromInline @inline(never)
    func withUnsafeBytesOfSlice<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch content {
        case .whole(let array): try array.span.bytes.withUnsafeBytes(body)
        case .slice(let slice): try slice.elements.span.bytes.withUnsafeBytes(body)
        }
    }

    /// Changes the bytes in place; those of a slice are copied first.
    @inlinable
    mutating func change(_ body: (inout [UInt8]) -> Void) {
        var whole = array
        content = .whole([])  // or else the array is shared, and the change copies it
        body(&whole)
        content = .whole(whole)
    }
}

extension Bytes {
    /// Below this a copy costs less than what a slice takes beside its bytes.
    @usableFromInline static var smallestSlice: Int { 1024 }

    /// How many times its own size a slice may keep in memory.
    private static var largestOverhead: Int { 4 }

    /// Part of these bytes without a copy; nil when a copy is better.
    func slice(_ range: Range<Int>) -> Bytes? {
        let (array, offset) =
            switch content {
            case .whole(let array): (array, 0)
            case .slice(let slice): (slice.array, slice.range.lowerBound)
            }
        let leastCount = Swift.max(Self.smallestSlice, array.capacity / Self.largestOverhead)
        guard range.count >= leastCount else { return nil }
        var slice = Bytes()
        slice.content = .slice(Slice(array, range.lowerBound + offset..<range.upperBound + offset))
        return slice
    }
}

extension Bytes: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable
    public var count: Int {
        switch content {
        case .whole(let array): array.count
        case .slice(let slice): slice.range.count
        }
    }

    @inlinable
    public subscript(index: Int) -> UInt8 {
        get {
            switch content {
            case .whole(let array): array[index]
            case .slice(let slice): slice.elements[slice.range.lowerBound + index]
            }
        }
        set { change { $0[index] = newValue } }
    }

    @inlinable
    public mutating func replaceSubrange(_ range: Range<Int>, with bytes: some Collection<UInt8>) {
        change { $0.replaceSubrange(range, with: bytes) }
    }

    @inlinable
    public func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result? {
        try withUnsafeBytes { try body($0.assumingMemoryBound(to: UInt8.self)) }
    }
}

extension Bytes: Hashable {
    public static func == (left: Bytes, right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let left = left.baseAddress, let base = right.baseAddress else { return true }
                return left == base || memcmp(left, base, right.count) == 0
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    @inlinable
    public init(arrayLiteral bytes: UInt8...) { content = .whole(bytes) }
}

extension Bytes: CustomStringConvertible {
    /// Text in quotes, with `\n`, `\xff` and the like for what is not printable ASCII.
    public var description: String { quoted(self) }
}

extension Array<UInt8> {
    /// The bytes of a field, which share their storage with the array unless they are a slice: that is copied.
    @inlinable
    public init(_ bytes: Bytes) { self = bytes.array }
}
