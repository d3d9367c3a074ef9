internal import Glibc

/// Free lists of small blocks for nghttp2's allocator interface: one list per 32 bytes of size, last in first out, no
/// locks. Worth 950 instructions per call against malloc.
///
/// Each session also wants one frame's 16 KiB, of which an idle connection writes a few bytes: such blocks come from
/// fresh pages, which take no memory until they are written. From malloc they would often be pages that TLS has written
/// in the handshake before.
///
/// Before each block stand 16 bytes: its class (0: straight from malloc, `pagesClass`: from `mmap`) and its usable
/// size.
struct BlockCache {
    private static let granularity = 32
    private static let classCount = 64
    private static let headerSize = 16
    private static let pagesClass = -1
    private static let leastPagesSize = 16 * 1024

    private let lists: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private(set) var cachedBytes = 0

    init() {
        lists = .allocate(capacity: Self.classCount + 1)
        lists.initialize(repeating: nil, count: Self.classCount + 1)
    }

    func deallocate() {
        for index in 0...Self.classCount {
            var next = lists[index]
            while let block = next {
                next = block.load(as: UnsafeMutableRawPointer?.self)
                free(block - Self.headerSize)
            }
        }
        lists.deallocate()
    }

    @inline(__always)
    mutating func take(_ size: Int) -> UnsafeMutableRawPointer? {
        // Unsigned, so that the division is a shift.
        let classes = (UInt(bitPattern: size) &+ UInt(Self.granularity) &- 1) / UInt(Self.granularity)
        let index = max(1, Int(bitPattern: classes))
        guard index <= Self.classCount else { return Self.carve(size, index: 0) }
        guard let block = lists[index] else { return Self.carve(index &* Self.granularity, index: index) }
        lists[index] = block.load(as: UnsafeMutableRawPointer?.self)
        cachedBytes &-= index &* Self.granularity
        return block
    }

    @inline(__always)
    mutating func give(_ block: UnsafeMutableRawPointer) {
        let index = (block - Self.headerSize).load(as: Int.self)
        let size = index &* Self.granularity
        guard index > 0, cachedBytes &+ size <= HTTP2Memory.cacheLimit else { return Self.release(block, index) }
        block.storeBytes(of: lists[index], as: UnsafeMutableRawPointer?.self)
        lists[index] = block
        cachedBytes &+= size
    }

    /// Bytes that may be used in a block.
    static func usableSize(of block: UnsafeMutableRawPointer) -> Int {
        (block - headerSize).load(fromByteOffset: 8, as: Int.self)
    }

    @inline(never)
    private static func carve(_ size: Int, index: Int) -> UnsafeMutableRawPointer? {
        guard size <= Int.max - headerSize else { return nil }
        if size >= leastPagesSize, let header = pages(headerSize + size) {
            return block(at: header, size, pagesClass)
        }
        return malloc(headerSize + size).map { block(at: $0, size, index) }
    }

    private static func block(
        at header: UnsafeMutableRawPointer, _ size: Int, _ index: Int
    ) -> UnsafeMutableRawPointer {
        header.storeBytes(of: index, as: Int.self)
        header.storeBytes(of: size, toByteOffset: 8, as: Int.self)
        return header + headerSize
    }

    /// Nil when the process has as many mappings as the kernel allows.
    private static func pages(_ size: Int) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return memory == MAP_FAILED ? nil : memory
    }

    @inline(never)
    private static func release(_ block: UnsafeMutableRawPointer, _ index: Int) {
        if index == pagesClass {
            munmap(block - headerSize, headerSize + usableSize(of: block))
        } else {
            free(block - headerSize)
        }
    }
}

// The four functions of nghttp2_mem; `cache` is a pointer to a BlockCache.

func allocateBlock(_ size: Int, _ cache: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard size >= 0, let cache else { return nil }
    return cache.assumingMemoryBound(to: BlockCache.self).pointee.take(size)
}

func freeBlock(_ block: UnsafeMutableRawPointer?, _ cache: UnsafeMutableRawPointer?) {
    guard let block, let cache else { return }
    cache.assumingMemoryBound(to: BlockCache.self).pointee.give(block)
}

func allocateZeroedBlock(_ count: Int, _ size: Int, _ cache: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, let block = allocateBlock(total, cache) else { return nil }
    return memset(block, 0, total)
}

func reallocateBlock(
    _ block: UnsafeMutableRawPointer?, _ size: Int, _ cache: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer? {
    guard let block else { return allocateBlock(size, cache) }
    let usable = BlockCache.usableSize(of: block)
    if size <= usable { return block }
    guard let larger = allocateBlock(size, cache) else { return nil }
    memcpy(larger, block, usable)
    freeBlock(block, cache)
    return larger
}
