public import CLinux

/// One thread that waits for descriptors, timers and other threads, and runs tasks in between: connections, and the
/// handlers of their calls, live on it without a lock.
///
/// A tick: wait, tell the handlers of ready descriptors, take what other threads sent, fire timers, run ready tasks,
/// flush. As a `TaskExecutor` it runs every task that prefers it on its own thread.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Sendable: `mailbox` has a lock, the pointers and references are constants, and what they point at is touched
    // on the loop only, which every method that is not for all threads asserts.

    /// The name of its thread.
    public let name: String
    /// Memory for whoever runs on the loop at the moment.
    public let scratch = ScratchBuffers()
    /// What the module above keeps for each loop, if anything; touched on the loop only.
    @exclusivity(unchecked) public var companion: AnyObject?

    let poller: any Poller
    let mailbox = Mailbox()
    let watchdog: Watchdog?
    let state: UnsafeMutablePointer<LoopState>
    @usableFromInline let ring: UnsafeMutablePointer<JobRing>
    @usableFromInline let clock: UnsafeMutablePointer<MonotonicTime>
    /// Nil for a loop that is stepped by hand.
    let thread: LoopThread?

    /// How many pieces of tasks run before the loop looks at its descriptors again.
    static let jobBudget = 512
    /// How many events one wait can bring.
    static let eventsPerTick = 256

    /// Makes a loop and starts its thread.
    ///
    /// - Parameters:
    ///   - name: the thread's name in `ps` and debuggers, cut to 15 bytes.
    ///   - watchdog: who hears of ticks that take too long; nobody by default.
    /// - Throws: `SystemError` when the process has no descriptor or thread left.
    public convenience init(name: String = "martlet", watchdog: Watchdog? = nil) throws(SystemError) {
        let poller = try EpollPoller(capacity: Self.eventsPerTick)
        self.init(name: name, watchdog: watchdog, poller: poller, thread: LoopThread())
        try thread?.start(self)
    }

    init(name: String, watchdog: Watchdog?, poller: any Poller, thread: LoopThread?) {
        self.name = name
        self.watchdog = watchdog
        self.poller = poller
        self.thread = thread
        ring = .allocate(capacity: 1)
        ring.initialize(to: JobRing())
        clock = .allocate(capacity: 1)
        clock.initialize(to: poller.now())
        state = .allocate(capacity: 1)
        state.initialize(to: LoopState())
    }

    deinit {
        ring.pointee.deallocate()
        ring.deallocate()
        clock.deallocate()
        state.pointee.timers.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// True on the loop's thread.
    @inlinable
    public var isCurrent: Bool {
        clinux_current_loop() == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The instant at which this tick began. On the loop only.
    @inlinable
    public var now: MonotonicTime {
        assert(isCurrent)
        return clock.pointee
    }

    /// Asks the clock instead (about 25 ns, unless it is a virtual one). Any thread.
    public func readClock() -> MonotonicTime { poller.now() }

    /// The earliest instant at which what this tick found ready can have become so: the tick's own beginning when the
    /// loop slept before it, and that of the tick before when it was busy, as it then did not look. On the loop only.
    public var readySince: MonotonicTime {
        assert(isCurrent)
        return state.pointee.readySince
    }

    /// How many ticks have begun: how often whoever was ready has been heard. On the loop only.
    package var tickCount: Int {
        assert(isCurrent)
        return state.pointee.tickCount
    }

    /// The longest tick since the loop began. Any thread.
    public var longestTick: Duration { mailbox.longest }
}
