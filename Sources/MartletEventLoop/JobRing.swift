/// The tasks' pieces that are ready to run on a loop, first in, first out. Not a Swift array: this is touched several
/// times per call, and plain memory behind a pointer costs no exclusivity check.
@usableFromInline
struct JobRing {
    /// A power of two, so that an index wraps with a mask.
    private var capacity = 1024
    private var storage: UnsafeMutablePointer<UnownedJob>
    @usableFromInline var head = 0
    @usableFromInline var tail = 0

    init() {
        storage = .allocate(capacity: capacity)
    }

    /// Work waits for a worker, which may or may not be among the jobs.
    @usableFromInline var hasWork = false

    @inlinable var isEmpty: Bool { head == tail && !hasWork }

    var count: Int { tail &- head }

    mutating func push(_ job: UnownedJob) {
        if count == capacity { grow() }
        (storage + (tail & (capacity &- 1))).initialize(to: job)
        tail &+= 1
    }

    mutating func pop() -> UnownedJob? {
        if head == tail { return nil }
        let job = storage[head & (capacity &- 1)]
        head &+= 1
        return job
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UnownedJob>.allocate(capacity: capacity * 2)
        let jobs = count
        for index in 0..<jobs {
            (larger + index).initialize(to: storage[(head &+ index) & (capacity &- 1)])
        }
        storage.deallocate()
        storage = larger
        capacity *= 2
        head = 0
        tail = jobs
    }

    func deallocate() {
        storage.deallocate()
    }
}
