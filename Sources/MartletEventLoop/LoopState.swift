import DequeModule

/// What a loop touches in every tick and nobody else may see. It stands behind a pointer, because access to a class's
/// stored `var` is checked at run time and these are the hottest fields of the library.
struct LoopState {
    var handlers = ReadinessTable()
    var timers = TimerHeap()
    var flushTargets: [any FlushTarget] = []
    /// The other half of the mailbox's pair of buffers.
    var letters = Mailbox.Contents()
    /// What waits for a worker.
    var work: Deque<any LoopWork> = []
    /// Tasks that wait for their next piece of work, the last used at the end.
    var parkedWorkers: [Worker] = []
    /// Who lets others go first.
    var turns: Deque<Turn> = []
    var isRunningJobs = false
    /// When this tick began.
    var tickBegan = MonotonicTime(nanoseconds: 0)
    /// See `EventLoop.readySince`.
    var readySince = MonotonicTime(nanoseconds: 0)
    var longestTick = Duration.zero
    var tickCount = 0

    /// What waits until the others of a tick have been served.
    struct Turn {
        let body: () -> Void
        /// `readySince` when it began to wait.
        let since: MonotonicTime
    }

    /// A wait shorter than this found something ready at once: the loop was busy.
    private static let shortestSleep: UInt64 = 20_000

    /// A tick begins after a wait.
    mutating func noteTick(from start: MonotonicTime, sleepingSince end: MonotonicTime) {
        tickCount &+= 1
        readySince = start.nanoseconds &- end.nanoseconds >= Self.shortestSleep ? start : tickBegan
        tickBegan = start
    }
}
