import MartletEventLoop
import MartletHTTP2

/// The memory that the connections of one loop hold: messages that have arrived in part or wait for a reader, and
/// output that waits for the peer. On the loop only.
///
/// `@unchecked Sendable`: the loop's timer hands it around, and all of it is touched on `loop`'s thread.
final class MemoryAccount: @unchecked Sendable {
    /// Messages that hold less are never refused: there can't be many.
    static let smallestRefused = 64 << 10
    /// How often a loop that holds something worth telling looks at itself, whatever happens on it.
    private static let interval = Duration.milliseconds(100)

    let budget: MemoryBudget
    private let loop: EventLoop
    private let http2: HTTP2Memory
    private let loops: Int
    /// Closes the connection of this loop that holds most.
    var closeLargest: () -> Void = {}
    /// A message is refused.
    var messageRefused: () -> Void = {}

    /// What calls and sockets hold; streams' output is counted where it is taken from.
    @exclusivity(unchecked) private var heldElsewhere = 0
    @exclusivity(unchecked) private var told = 0
    private var timer: TimerID?

    init(_ budget: MemoryBudget, loop: EventLoop, http2: HTTP2Memory, loops: Int = 1) {
        self.budget = budget
        self.loop = loop
        self.http2 = http2
        self.loops = loops
        watchOutput()
    }

    deinit { budget.add(-told) }

    var heldBytes: Int { heldElsewhere &+ http2.outboundBytes }

    /// Accounts for `difference` bytes more.
    func hold(_ difference: Int) {
        heldElsewhere &+= difference
        look()
    }

    /// Tells what has changed, if it is worth telling.
    private func look() {
        if (heldBytes &- told).magnitude >= UInt(bitPattern: budget.grain) { tell() }
    }

    /// What streams' output takes is not asked for again and again: it makes itself heard when it has grown by a grain.
    private func watchOutput() {
        http2.watchOutbound(above: http2.outboundBytes &+ budget.grain) { [weak self] in self?.tell() }
    }

    @inline(never)
    private func tell() {
        settle()
        if timer == nil, told > 0 { wait(Self.interval) }
        if isToBlame, let timer {
            loop.cancel(timer)
            wait(.zero)
        }
    }

    private func settle() {
        let held = heldBytes
        budget.add(held &- told)
        told = held
        watchOutput()
    }

    private func wait(_ time: Duration) {
        timer = loop.schedule(at: loop.now.advanced(by: time), self, context: 0)
    }

    /// Whether there is too much, and this loop has its share of it at least.
    private var isToBlame: Bool { budget.level == .exceeded && told >= budget.heldBytes / loops }

    /// Why a message may not have more memory; nil when it may.
    var refusalOfMessage: RPCError? {
        guard budget.level >= .critical else { return nil }
        messageRefused()
        return RPCError(
            .resourceExhausted,
            "the server has no memory for the message: its connections hold \(budget.heldBytes) bytes of the "
                + "\(budget.limit) that they may (setting memoryBudgetBytes)")
    }
}

extension MemoryAccount: TimerTarget {
    func timerFired(_ context: Int) {
        timer = nil
        settle()
        if isToBlame { closeLargest() }
        settle()
        // What the closed connection held is free when this is over.
        if told > 0 { wait(budget.level == .exceeded ? .milliseconds(1) : Self.interval) }
    }
}
