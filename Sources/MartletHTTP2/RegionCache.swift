internal import Glibc

/// Free lists of outbound buffers in powers of two from 1 KiB to 128 KiB; larger ones go straight back to malloc.
struct RegionCache {
    static let smallest = 1024
    static let largest = smallest << (classCount - 1)
    private static let classCount = 8

    private let lists: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private(set) var cachedBytes = 0
    /// What the regions take that are in use.
    private(set) var lentBytes = 0
    /// Above this, `watcher` wants to hear of it, once.
    var watchedLevel = Int.max
    var watcher: () -> Void = {}

    init() {
        lists = .allocate(capacity: Self.classCount)
        lists.initialize(repeating: nil, count: Self.classCount)
    }

    func deallocate() {
        for index in 0..<Self.classCount {
            var next = lists[index]
            while let region = next {
                next = region.load(as: UnsafeMutableRawPointer?.self)
                region.deallocate()
            }
        }
        lists.deallocate()
    }

    /// A region of at least `minimum` bytes, and its true size: a power of two.
    mutating func take(minimum: Int) -> (UnsafeMutableRawPointer, capacity: Int) {
        let index = Self.index(for: minimum)
        let capacity = Self.smallest << index
        lentBytes &+= capacity
        if index < Self.classCount, let region = lists[index] {
            lists[index] = region.load(as: UnsafeMutableRawPointer?.self)
            cachedBytes &-= capacity
            return (region, capacity)
        }
        return (.allocate(byteCount: capacity, alignment: 16), capacity)
    }

    mutating func give(_ region: UnsafeMutableRawPointer, capacity: Int) {
        let index = Self.index(for: capacity)
        lentBytes &-= capacity
        guard index < Self.classCount, cachedBytes &+ capacity <= HTTP2Memory.cacheLimit else {
            region.deallocate()
            return
        }
        region.storeBytes(of: lists[index], as: UnsafeMutableRawPointer?.self)
        lists[index] = region
        cachedBytes &+= capacity
    }

    /// The class of the smallest power of two that holds `size` bytes.
    private static func index(for size: Int) -> Int {
        max(0, Int.bitWidth &- (max(size, 1) &- 1).leadingZeroBitCount &- smallest.trailingZeroBitCount)
    }
}
