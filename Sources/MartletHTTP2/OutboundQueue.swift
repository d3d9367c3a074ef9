internal import Glibc

/// The bytes of one stream that wait to be framed: a region with a head and a tail, borrowed from the loop's cache
/// while there is something in it.
struct OutboundQueue {
    /// Writable bytes behind each reservation, so that an encoder may store whole vectors.
    static let slack = 16

    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var head = 0
    private var tail = 0
    /// The largest region so far: a stream that filled it once will most likely do so again, and to grow into it by
    /// doubling would copy every byte once more.
    private var usualCapacity = 0

    var count: Int { tail &- head }

    /// Room for exactly `count` bytes in one piece, with `slack` behind. `commit` keeps them.
    @inline(__always)
    mutating func reserve(
        _ count: Int, from regions: UnsafeMutablePointer<RegionCache>
    ) -> UnsafeMutableRawPointer {
        if let base, capacity &- tail &- Self.slack >= count { return base + tail }
        return makeRoom(count, from: regions)
    }

    @inline(__always)
    mutating func commit(_ count: Int) {
        tail &+= count
    }

    /// Copies the first `count` bytes out and forgets them; gives the region back when nothing is left.
    @inline(__always)
    mutating func take(
        _ count: Int, into target: UnsafeMutableRawPointer, _ regions: UnsafeMutablePointer<RegionCache>
    ) {
        guard let base else { return }
        memcpy(target, base + head, count)
        head &+= count
        if head == tail { release(to: regions) }
    }

    mutating func release(to regions: UnsafeMutablePointer<RegionCache>) {
        if let base { regions.pointee.give(base, capacity: capacity) }
        base = nil
        capacity = 0
        head = 0
        tail = 0
    }

    @inline(never)
    private func tellWatcher(of regions: UnsafeMutablePointer<RegionCache>) {
        regions.pointee.watchedLevel = .max
        let tell = regions.pointee.watcher
        tell()
    }

    @inline(never)
    private mutating func makeRoom(
        _ count: Int, from regions: UnsafeMutablePointer<RegionCache>
    ) -> UnsafeMutableRawPointer {
        let waiting = self.count
        // Only move bytes down when that frees at least half, so that the cost per byte stays constant.
        if let base, head >= capacity / 2, capacity &- waiting &- Self.slack >= count {
            memmove(base, base + head, waiting)
            head = 0
            tail = waiting
            return base + tail
        }
        let (target, size) = regions.pointee.take(minimum: max(usualCapacity, waiting + count + Self.slack))
        usualCapacity = min(size, RegionCache.largest)
        if regions.pointee.lentBytes > regions.pointee.watchedLevel { tellWatcher(of: regions) }
        if let base {
            memcpy(target, base + head, waiting)
            regions.pointee.give(base, capacity: capacity)
        }
        base = target
        capacity = size
        head = 0
        tail = waiting
        return target + tail
    }
}
