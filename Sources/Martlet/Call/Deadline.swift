public import MartletEventLoop

/// The moment at which a call stops being of use to its caller, on the monotonic clock: setting the wall
/// clock doesn't move it.
public struct Deadline: Hashable, Comparable, Sendable {
    /// The moment itself.
    public let time: MonotonicTime

    /// A moment on the monotonic clock.
    public init(_ time: MonotonicTime) { self.time = time }

    /// `duration` from now. Zero and negative durations have passed already.
    public static func after(_ duration: Duration) -> Deadline {
        Deadline(MonotonicTime.now().advanced(by: duration))
    }

    /// What is left of it; negative once it has passed.
    public var remaining: Duration { MonotonicTime.now().duration(to: time) }

    public static func < (left: Deadline, right: Deadline) -> Bool { left.time < right.time }
}

/// What calls inherit from the code that makes them.
enum CallScope {
    /// The deadline of the handler that runs here: no call that it makes may outlive it.
    @TaskLocal static var deadline: Deadline?
}
