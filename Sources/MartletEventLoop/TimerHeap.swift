/// A loop's timers: a heap with four children per node, ordered by instant, and by age among equals.
///
/// Nearly every timer is a call's deadline and is cancelled long before it is due. So each entry knows its place, and
/// cancelling takes it out at once: nothing of a cancelled timer stays behind. (A heap that leaves them until they
/// surface would hold one dead entry per call for the whole length of the deadline.)
struct TimerHeap {
    private struct Entry {
        var instant: UInt64
        var age: UInt32
        var slot: UInt32

        @inline(__always)
        func precedes(_ other: Entry) -> Bool {
            if instant != other.instant { return instant < other.instant }
            // Ages wrap; the difference of two that are alive together is small.
            return Int32(bitPattern: age &- other.age) < 0
        }
    }

    private struct Slot {
        var target: (any TimerTarget)?
        var context = 0
        /// Where its entry stands in the heap, or the next free slot.
        var place: UInt32 = 0
        var generation: UInt32 = 0
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var slots: UnsafeMutablePointer<Slot>
    private var capacity: Int
    private var nextFree: UInt32 = 0
    private var nextAge: UInt32 = 0
    private(set) var count = 0

    init() {
        capacity = 64
        entries = .allocate(capacity: capacity)
        slots = .allocate(capacity: capacity)
        Self.prepare(slots, 0..<capacity)
    }

    /// When the next timer is due.
    var earliest: MonotonicTime? {
        count == 0 ? nil : MonotonicTime(nanoseconds: entries[0].instant)
    }

    mutating func insert(_ instant: MonotonicTime, _ target: any TimerTarget, _ context: Int) -> TimerID {
        if count == capacity { grow() }
        let slot = nextFree
        let record = slots + Int(slot)
        nextFree = record.pointee.place
        record.pointee.target = target
        record.pointee.context = context
        let entry = Entry(instant: instant.nanoseconds, age: nextAge, slot: slot)
        nextAge &+= 1
        let last = count
        count &+= 1
        rise(entry, from: last)
        return TimerID(slot: slot, generation: record.pointee.generation)
    }

    /// Takes out a timer. Its target is handed to the caller, so that a deinit that comes back here finds the heap
    /// whole.
    mutating func remove(_ timer: TimerID) -> (any TimerTarget)? {
        let slot = Int(timer.slot)
        guard slot < capacity else { return nil }
        let record = slots + slot
        guard record.pointee.generation == timer.generation, record.pointee.target != nil else { return nil }
        removeEntry(at: Int(record.pointee.place))
        return release(timer.slot)
    }

    /// Takes out the first timer if it is due.
    mutating func popDue(_ now: MonotonicTime) -> (target: any TimerTarget, context: Int)? {
        guard count > 0, entries[0].instant <= now.nanoseconds else { return nil }
        let slot = entries[0].slot
        let context = slots[Int(slot)].context
        removeEntry(at: 0)
        guard let target = release(slot) else { return nil }
        return (target, context)
    }

    private mutating func release(_ slot: UInt32) -> (any TimerTarget)? {
        let record = slots + Int(slot)
        let target = record.pointee.target.take()
        record.pointee.generation &+= 1
        record.pointee.place = nextFree
        nextFree = slot
        return target
    }

    private mutating func removeEntry(at place: Int) {
        count &-= 1
        let last = entries[count]
        if place == count { return }
        if place > 0, last.precedes(entries[(place &- 1) >> 2]) {
            rise(last, from: place)
        } else {
            sink(last, from: place)
        }
    }

    private func rise(_ entry: Entry, from start: Int) {
        var place = start
        while place > 0 {
            let parent = (place &- 1) >> 2
            if !entry.precedes(entries[parent]) { break }
            put(entries[parent], at: place)
            place = parent
        }
        put(entry, at: place)
    }

    private func sink(_ entry: Entry, from start: Int) {
        var place = start
        while true {
            let first = place &* 4 &+ 1
            if first >= count { break }
            var least = first
            var child = first &+ 1
            let end = min(first &+ 4, count)
            while child < end {
                if entries[child].precedes(entries[least]) { least = child }
                child &+= 1
            }
            if !entries[least].precedes(entry) { break }
            put(entries[least], at: place)
            place = least
        }
        put(entry, at: place)
    }

    @inline(__always)
    private func put(_ entry: Entry, at place: Int) {
        entries[place] = entry
        slots[Int(entry.slot)].place = UInt32(truncatingIfNeeded: place)
    }

    private mutating func grow() {
        let doubled = capacity * 2
        let moreEntries = UnsafeMutablePointer<Entry>.allocate(capacity: doubled)
        moreEntries.moveInitialize(from: entries, count: count)
        entries.deallocate()
        let moreSlots = UnsafeMutablePointer<Slot>.allocate(capacity: doubled)
        moreSlots.moveInitialize(from: slots, count: capacity)
        slots.deallocate()
        Self.prepare(moreSlots, capacity..<doubled)
        entries = moreEntries
        slots = moreSlots
        nextFree = UInt32(truncatingIfNeeded: capacity)
        capacity = doubled
    }

    /// Chains fresh slots into the free list. (The last one's successor is never read: a full heap grows first.)
    private static func prepare(_ slots: UnsafeMutablePointer<Slot>, _ range: Range<Int>) {
        for index in range {
            (slots + index).initialize(to: Slot(place: UInt32(truncatingIfNeeded: index + 1)))
        }
    }

    /// Drops all timers and their targets, unfired, and the memory.
    func deallocate() {
        slots.deinitialize(count: capacity)
        slots.deallocate()
        entries.deallocate()
    }
}
