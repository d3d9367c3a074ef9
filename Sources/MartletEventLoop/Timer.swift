/// Who is told when a timer is due.
public protocol TimerTarget: AnyObject {
    /// Called on the loop, at or after the timer's instant, with the number given to `schedule`. Until then the loop
    /// holds the target.
    func timerFired(_ context: Int)
}

/// One scheduled timer. It may be kept for as long as one likes: cancelling a timer that fired or was cancelled before
/// does nothing, even when its place serves another timer by then.
public struct TimerID: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32
}
