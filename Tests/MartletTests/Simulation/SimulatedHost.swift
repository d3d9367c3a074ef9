@testable import MartletEventLoop

/// A machine of the simulation: one loop, stepped by hand.
final class SimulatedHost {
    let name: String
    let loop: EventLoop
    let poller: ManualPoller

    init(_ name: String, at start: MonotonicTime) {
        self.name = name
        poller = ManualPoller(start: start)
        loop = EventLoop(name: name, watchdog: nil, poller: poller, thread: nil)
    }
}
