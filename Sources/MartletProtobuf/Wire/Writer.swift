#if canImport(Glibc)
import Glibc
#endif

/// The second pass of encoding: writes the bytes that a ``SizeCounter`` has counted.
///
/// Only the runtime makes one, over memory of the counted size. It checks no bounds: the same generated method
/// drives both passes over the same value, which cannot change between them.
@safe
public struct Writer: ~Copyable {
    @usableFromInline var next: UnsafeMutablePointer<UInt8>
    /// The size of the sub-message or packed field that is written next.
    @usableFromInline var nextSize: UnsafePointer<UInt32>
    /// Whether maps are walked in the order of their keys, as they were when the sizes were counted.
    @usableFromInline let sortsMaps: Bool

    @inlinable @inline(__always)
    init(_ start: UnsafeMutablePointer<UInt8>, _ sizes: UnsafePointer<UInt32>, _ options: EncodingOptions) {
        next = start
        nextSize = sizes
        sortsMaps = options.deterministic
    }

    @inlinable @inline(__always)
    mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            next[0] = UInt8(truncatingIfNeeded: value)
            next += 1
        } else if value < 0x4000 {
            next[0] = UInt8(truncatingIfNeeded: value) | 0x80
            next[1] = UInt8(truncatingIfNeeded: value &>> 7)
            next += 2
        } else {
            next = writeLongVarint(value, to: next)
        }
    }

    /// A field's tag; the number is a constant, so what is left of this is one or two stores.
    @inlinable @inline(__always)
    mutating func tag(_ number: Int, _ type: WireType) {
        varint(UInt64(MartletProtobuf.tag(number, type)))
    }

    @inlinable @inline(__always)
    mutating func fixed<Value: BitwiseCopyable>(_ value: Value) {
        UnsafeMutableRawPointer(next).storeBytes(of: value, as: Value.self)
        next += MemoryLayout<Value>.size
    }

    /// The tag and the length that stand in front of a sub-message or packed field.
    @inlinable @inline(__always)
    mutating func lengthPrefix(_ number: Int) {
        tag(number, .lengthDelimited)
        varint(UInt64(takeSize()))
    }

    @inlinable @inline(__always)
    mutating func takeSize() -> UInt32 {
        let size = nextSize.pointee
        nextSize += 1
        return size
    }

    @inlinable @inline(__always)
    mutating func string(_ value: String) {
        next = writeString(value, to: next)
    }

    @inlinable @inline(__always)
    mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(start: next, count: bytes.count).copyMemory(from: bytes)
        next += bytes.count
    }
}

extension Writer: FieldEncoder {
    @inlinable @inline(__always)
    public mutating func singular<Coding: ScalarCoding>(_ number: Int, _ value: Coding.Value, _: Coding) {
        if !Coding.isDefault(value) { write(number, value, Coding.self) }
    }

    @inlinable @inline(__always)
    public mutating func optional<Coding: FieldCoding>(_ number: Int, _ value: Coding.Value?, _: Coding) {
        guard case .some = value else { return }
        write(number, value.unsafelyUnwrapped, Coding.self)
    }

    @inlinable @inline(never)
    public mutating func repeated<Coding: FieldCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        values.forEachBorrowed { element in element.write(number, Coding.self, &self) }
    }

    @inlinable @inline(__always)
    public mutating func packed<Coding: PackableCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        guard !values.isEmpty else { return }
        lengthPrefix(number)
        Coding.writePacked(values, &self)
    }

    @inlinable @inline(never)
    public mutating func map<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key, _: Value
    ) {
        if sortsMaps { return sortedMap(number, entries, Key.self, Value.self) }
        for (key, value) in entries { entry(number, key, value, Key.self, Value.self) }
    }

    @inlinable @inline(never)
    mutating func sortedMap<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key.Type, _: Value.Type
    ) {
        for (key, value) in sorted(entries, by: Key.self) { entry(number, key, value, Key.self, Value.self) }
    }

    @inlinable @inline(__always)
    mutating func entry<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ key: Key.Value, _ value: Value.Value, _: Key.Type, _: Value.Type
    ) {
        tag(number, .lengthDelimited)
        let size = 2 &+ Key.sizeAgain(key, self) &+ Value.sizeAgain(value, self)
        varint(UInt64(truncatingIfNeeded: size))
        write(1, key, Key.self)
        write(2, value, Value.self)
    }

    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: M?) {
        guard case .some = value else { return }
        lengthPrefix(number)
        value?._pbWrite(&self)
    }

    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: Boxed<M>) {
        if let storage = value.storage { boxed(number, storage) }
    }

    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func boxed<M: Message>(_ number: Int, _ storage: Boxed<M>.Storage) {
        lengthPrefix(number)
        storage.content.write(&self)
    }

    @inlinable @inline(__always)
    public mutating func messages<M: Message>(_ number: Int, _ values: [M]) {
        // Asked here too: an empty array costs no call.
        if values.isEmpty { return }
        values.withBorrowedElements { elements in
            each(number, UnsafeRawPointer(elements), values.count, MemoryLayout<M>.stride, M.self)
        }
    }

    /// The elements of an array, reached through their protocol: code that is the same for all types.
    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func each<M: Message>(
        _ number: Int, _ elements: UnsafeRawPointer, _ count: Int, _ stride: Int, _: M.Type
    ) {
        for index in 0..<count {
            lengthPrefix(number)
            let element = (elements + index &* stride).assumingMemoryBound(to: BorrowedElement<M>.self)
            element.pointee.write(&self)
        }
    }

    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: M?) {
        guard case .some = value else { return }
        tag(number, .startGroup)
        value?._pbWrite(&self)
        tag(number, .endGroup)
    }

    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: Boxed<M>) {
        guard let storage = value.storage else { return }
        group(number, storage.content)
    }

    @inlinable
    public mutating func groups<M: Message>(_ number: Int, _ values: [M]) {
        values.forEachBorrowed { element in group(number, element) }
    }

    @inlinable @inline(__always)
    mutating func group<M: Message>(_ number: Int, _ message: borrowing BorrowedElement<M>) {
        tag(number, .startGroup)
        message.write(&self)
        tag(number, .endGroup)
    }

    @inlinable @inline(__always)
    public mutating func unknown(_ fields: UnknownFields) {
        if !fields.isEmpty { copy(fields) }
    }

    /// Out of line, as hardly any message has some.
    @usableFromInline @inline(never)
    mutating func copy(_ fields: UnknownFields) {
        fields.withUnsafeBytes { bytes($0) }
    }

    @inlinable @inline(__always)
    mutating func write<Coding: FieldCoding>(_ number: Int, _ value: Coding.Value, _: Coding.Type) {
        tag(number, Coding.wireType)
        Coding.write(value, &self)
    }
}

/// Writes a varint and returns where it ends: for a loop, where the branches up to four bytes are worth their size.
@inlinable @inline(__always)
func writeVarint(_ value: UInt64, to next: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    guard value < 0x1000_0000 else { return writeLongVarint(value, to: next) }
    let bits = UInt32(truncatingIfNeeded: value)
    guard bits >= 0x80 else {
        next[0] = UInt8(truncatingIfNeeded: bits)
        return next + 1
    }
    next[0] = UInt8(truncatingIfNeeded: bits) | 0x80
    guard bits >= 0x4000 else {
        next[1] = UInt8(truncatingIfNeeded: bits &>> 7)
        return next + 2
    }
    next[1] = UInt8(truncatingIfNeeded: bits &>> 7) | 0x80
    guard bits >= 0x20_0000 else {
        next[2] = UInt8(truncatingIfNeeded: bits &>> 14)
        return next + 3
    }
    next[2] = UInt8(truncatingIfNeeded: bits &>> 14) | 0x80
    next[3] = UInt8(truncatingIfNeeded: bits &>> 21)
    return next + 4
}

/// Any varint. The first four bytes of those that have so many, as a time in seconds has, are made at once.
@usableFromInline @inline(never)
func writeLongVarint(_ value: UInt64, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var (rest, next) = (value, start)
    if value >= 0x20_0000 {
        let lowest = spread(UInt32(truncatingIfNeeded: value) & 0xfff_ffff)
        let isWhole = value < 0x1000_0000
        let marks: UInt32 = isWhole ? 0x0080_8080 : 0x8080_8080
        UnsafeMutableRawPointer(start).storeBytes(of: (lowest | marks).littleEndian, as: UInt32.self)
        next += 4
        if isWhole { return next }
        rest &>>= 28
    }
    while rest >= 0x80 {
        next[0] = UInt8(truncatingIfNeeded: rest) | 0x80
        next += 1
        rest &>>= 7
    }
    next[0] = UInt8(truncatingIfNeeded: rest)
    return next + 1
}

/// 28 bits, seven to a byte: the upper half is moved first, then the upper part of each half.
@inline(__always)
private func spread(_ bits: UInt32) -> UInt32 {
    let halves = bits & 0x3fff | (bits & 0xfff_c000) &<< 2
    return halves & 0x007f_007f | (halves & 0x3f80_3f80) &<< 1
}
