import Glibc
import Synchronization

/// The one door through which other threads reach a loop: what they bring is taken over in one go, and the loop is
/// woken once per sleep, not once per letter. A tick to which nobody brings anything takes no lock.
///
/// Sendable: every `var` is read and written only while the lock is held, which also keeps accesses apart.
final class Mailbox: @unchecked Sendable {
    /// What a letter's sender has to do.
    enum Receipt {
        /// The loop is awake, or someone else is waking it.
        case taken
        /// The loop sleeps: wake it.
        case wake
        /// The loop has stopped and takes nothing any more.
        case refused
    }

    /// What the loop takes out of it.
    struct Contents {
        var jobs: [UnownedJob] = []
        var bodies: [@Sendable () -> Void] = []
    }

    /// Whether a letter must wake the loop, and whether the loop has letters to take.
    private enum Phase: UInt8, AtomicRepresentable {
        case asleep, awake
        /// Something has been brought since it looked last.
        case called
    }

    private let phase = Atomic(Phase.awake)
    private let isStopping = Atomic(false)
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    @exclusivity(unchecked) private var contents = Contents()
    @exclusivity(unchecked) private var isClosed = false
    private var stopWaiters: [CheckedContinuation<Void, Never>] = []
    private var longestTick = Duration.zero

    init() {
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    private func withLock<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    func post(_ job: UnownedJob) -> Receipt {
        withLock {
            if isClosed { return .refused }
            contents.jobs.append(job)
            return receipt()
        }
    }

    func post(_ body: @escaping @Sendable () -> Void) -> Receipt {
        withLock {
            if isClosed { return .refused }
            contents.bodies.append(body)
            return receipt()
        }
    }

    /// After the letter has been put in.
    private func receipt() -> Receipt {
        phase.exchange(.called, ordering: .acquiringAndReleasing) == .asleep ? .wake : .taken
    }

    /// The loop goes on: nobody need wake it until it prepares to sleep again. Whether letters may be waiting.
    func wakeUp() -> Bool {
        if phase.load(ordering: .relaxed) == .awake { return false }
        return phase.exchange(.awake, ordering: .acquiringAndReleasing) == .called
    }

    /// Swaps the letters with `emptied`, whose storage serves for the next ones.
    func take(into emptied: inout Contents) {
        pthread_mutex_lock(lock)
        if !contents.jobs.isEmpty || !contents.bodies.isEmpty { swap(&contents, &emptied) }
        pthread_mutex_unlock(lock)
    }

    /// False when letters may be waiting. True: the loop may sleep, and the next letter must wake it.
    func prepareToSleep() -> Bool {
        if stopRequested { return false }
        let (isDone, before) = phase.compareExchange(
            expected: .awake, desired: .asleep, ordering: .acquiringAndReleasing)
        return isDone || before == .asleep
    }

    /// Asks the loop to stop; `waiter` is resumed after it has, or at once if it had.
    func stop(_ waiter: CheckedContinuation<Void, Never>) -> Receipt {
        let receipt = withLock {
            if isClosed { return Receipt.refused }
            isStopping.store(true, ordering: .relaxed)
            stopWaiters.append(waiter)
            return self.receipt()
        }
        if case .refused = receipt { waiter.resume() }
        return receipt
    }

    var stopRequested: Bool { isStopping.load(ordering: .relaxed) }

    /// Takes nothing more from now on, if nothing is waiting; nil when something is.
    func closeIfEmpty() -> [CheckedContinuation<Void, Never>]? {
        withLock {
            guard contents.jobs.isEmpty, contents.bodies.isEmpty else { return nil }
            isClosed = true
            defer { stopWaiters = [] }
            return stopWaiters
        }
    }

    /// The longest tick so far. Kept here because any thread may read it.
    var longest: Duration {
        get { withLock { longestTick } }
        set { withLock { longestTick = newValue } }
    }
}
