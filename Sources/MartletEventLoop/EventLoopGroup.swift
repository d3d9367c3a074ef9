import Glibc
import Synchronization

/// Several loops, one per core by default; each connection belongs to one of them for life.
public final class EventLoopGroup: Sendable {
    /// The loops, in the order of their names.
    public let loops: [EventLoop]
    private let turn = Atomic<Int>(0)

    /// How many processors this process may use.
    public static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Starts `count` loops (at least one).
    ///
    /// - Throws: `SystemError` when the process has no descriptor or thread left; the loops made before are stopped.
    public init(count: Int = EventLoopGroup.cores, watchdog: Watchdog? = nil) throws(SystemError) {
        var loops: [EventLoop] = []
        do {
            for index in 0..<max(1, count) {
                loops.append(try EventLoop(name: "martlet-\(index)", watchdog: watchdog))
            }
        } catch {
            let started = loops
            Task { for loop in started { await loop.stop() } }
            throw error
        }
        self.loops = loops
    }

    /// The loops in turn.
    public func next() -> EventLoop {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// Stops all loops and waits for their threads.
    public func stop() async {
        for loop in loops { await loop.stop() }
    }

    private static let sharedGroup = Mutex<EventLoopGroup?>(nil)

    /// The group for whoever brings none, made at its first use and never stopped.
    public static func shared() throws(SystemError) -> EventLoopGroup {
        let made: Result<EventLoopGroup, SystemError> = sharedGroup.withLock { group in
            if let group { return .success(group) }
            do throws(SystemError) {
                let new = try EventLoopGroup()
                group = new
                return .success(new)
            } catch {
                return .failure(error)
            }
        }
        return try made.get()
    }
}
