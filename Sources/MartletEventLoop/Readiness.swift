/// What a descriptor became since the last report. Reports are edges: each comes once, so the one who gets it reads
/// or writes until the system says that it would block.
public struct Readiness: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There are bytes to read, or a connection to accept, or the end of the stream.
    public static let readable = Readiness(rawValue: 1)
    /// There is room to write again, or a connection attempt ended.
    public static let writable = Readiness(rawValue: 2)
    /// The peer will send no more, or the connection is gone; bytes sent before may still wait to be read.
    public static let hangup = Readiness(rawValue: 4)
    /// The descriptor has a pending error; the next read or write names it.
    public static let failed = Readiness(rawValue: 8)
}

/// Who is told when a descriptor becomes ready.
public protocol ReadinessHandler: AnyObject {
    /// Called on the loop. The handler may deregister itself or others, and register new ones.
    func ready(_ readiness: Readiness)
}

/// One descriptor's place in a loop, from `register` to `deregister`. A registration that has ended is harmless:
/// nothing is delivered to it, and ending it again does nothing.
public struct Registration: Hashable, Sendable {
    let descriptor: Int32
    let slot: UInt32
    let generation: UInt32

    /// What the kernel hands back with every event: the slot, and the generation that tells a stale event.
    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
