internal import Glibc

/// Where received header fields are kept until the next `receive`: two growing regions, used from the start again
/// each time, so that a header costs two stores and a copy.
struct HeaderArena {
    typealias Entry = HTTP2HeaderList.Entry

    /// Header bytes kept from one `receive` at most, for all of its header blocks together.
    static let limit = 1024 * 1024
    /// What an idle arena keeps.
    private static let idleCapacity = 128 * 1024

    private var entries: UnsafeMutablePointer<Entry>?
    private var entryCapacity = 0
    private(set) var entryCount = 0
    private var bytes: UnsafeMutableRawPointer?
    private var byteCapacity = 0
    private var byteCount = 0
    /// The block that is being received: its first entry, its first byte, its size as the RFC counts it.
    private(set) var blockStart = 0
    private var blockByteStart = 0
    private var blockSize = 0
    private(set) var blockIsOpen = false

    mutating func beginBlock() {
        blockStart = entryCount
        blockByteStart = byteCount
        blockSize = 0
        blockIsOpen = true
    }

    mutating func endBlock() {
        blockIsOpen = false
    }

    /// Forgets the block that is being received.
    mutating func dropBlock() {
        entryCount = blockStart
        byteCount = blockByteStart
        blockIsOpen = false
    }

    /// Counts a field that `append` did not take; none of the same block is taken any more. Returns the size of the
    /// block so far.
    mutating func pass(fieldOf length: Int, maxSize: Int) -> Int {
        blockSize = max(blockSize, maxSize) &+ length &+ 32
        return blockSize
    }

    /// Adds a field to the block; `false`, and nothing is kept, when the block or the arena would pass its limit.
    @inline(__always)
    mutating func append(
        name: UnsafePointer<UInt8>, _ nameLength: Int, value: UnsafePointer<UInt8>, _ valueLength: Int,
        maxSize: Int, maxFields: Int
    ) -> Bool {
        let length = nameLength &+ valueLength
        let size = blockSize &+ length &+ 32
        if size > maxSize || entryCount &- blockStart >= maxFields { return false }
        if entryCount == entryCapacity || byteCapacity &- byteCount < length {
            if byteCount &+ length &+ entryCount &* MemoryLayout<Entry>.stride > Self.limit { return false }
            grow(by: length)
        }
        guard let bytes, let entries else { return false }
        let target = bytes + byteCount
        entries[entryCount] = Entry(
            name: target, nameLength: UInt32(truncatingIfNeeded: nameLength),
            valueLength: UInt32(truncatingIfNeeded: valueLength))
        entryCount &+= 1
        byteCount &+= length
        blockSize = size
        // Last, because the compiler must load everything anew after a call.
        memcpy(target, name, nameLength)
        memcpy(target + nameLength, value, valueLength)
        return true
    }

    /// Whether the block begins with a `:status` of 1xx.
    var blockIsInformational: Bool {
        guard let entries, blockStart < entryCount else { return false }
        let entry = entries[blockStart]
        // nghttp2 has checked that pseudo-header fields come first and that a response has just this one.
        guard entry.nameLength == 7, entry.valueLength == 3 else { return false }
        return entry.name.load(fromByteOffset: 7, as: UInt8.self) == UInt8(ascii: "1")
    }

    func list(start: Int, count: Int) -> HTTP2HeaderList {
        HTTP2HeaderList(
            entries: UnsafeBufferPointer(start: entries.map { $0 + start }, count: entries == nil ? 0 : count))
    }

    /// Keeps raw bytes that are no header; nil when they don't fit.
    mutating func store(_ source: UnsafeRawBufferPointer) -> Int? {
        if byteCapacity &- byteCount < source.count {
            if byteCount &+ source.count > Self.limit { return nil }
            grow(by: source.count)
        }
        guard let bytes, let base = source.baseAddress else { return nil }
        memcpy(bytes + byteCount, base, source.count)
        defer { byteCount &+= source.count }
        return byteCount
    }

    func bytes(at offset: Int, count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes.map { $0 + offset }, count: bytes == nil ? 0 : count)
    }

    /// Forgets all blocks but the one that is still arriving, and gives an unusually large region back.
    mutating func reset() {
        if blockIsOpen && entryCount > blockStart {
            moveOpenBlockToFront()
        } else {
            entryCount = 0
            byteCount = 0
            if byteCapacity &+ entryCapacity &* MemoryLayout<Entry>.stride > Self.idleCapacity { deallocate() }
        }
        blockStart = 0
        blockByteStart = 0
    }

    mutating func deallocate() {
        entries?.deallocate()
        bytes?.deallocate()
        entries = nil
        bytes = nil
        entryCapacity = 0
        byteCapacity = 0
    }

    private mutating func moveOpenBlockToFront() {
        guard let entries, let bytes else { return }
        let count = entryCount - blockStart
        for index in 0..<count {
            var entry = entries[blockStart + index]
            entry.name -= blockByteStart
            entries[index] = entry
        }
        memmove(bytes, bytes + blockByteStart, byteCount - blockByteStart)
        entryCount = count
        byteCount -= blockByteStart
    }

    @inline(never)
    private mutating func grow(by length: Int) {
        if entryCount == entryCapacity {
            let capacity = max(32, entryCapacity * 2)
            let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
            if let entries { larger.update(from: entries, count: entryCount) }
            entries?.deallocate()
            entries = larger
            entryCapacity = capacity
        }
        if byteCapacity - byteCount < length || bytes == nil {
            let capacity = max(1024, byteCapacity * 2, byteCount + length)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            if let bytes {
                memcpy(larger, bytes, byteCount)
                rebase(from: bytes, to: larger)
            }
            bytes?.deallocate()
            bytes = larger
            byteCapacity = capacity
        }
    }

    /// Points the entries into the region that their bytes were copied to.
    private func rebase(from old: UnsafeMutableRawPointer, to new: UnsafeMutableRawPointer) {
        guard let entries else { return }
        for index in 0..<entryCount {
            entries[index].name = UnsafeRawPointer(new) + (entries[index].name - UnsafeRawPointer(old))
        }
    }
}
