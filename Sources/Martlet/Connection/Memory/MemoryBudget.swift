import Synchronization

/// The memory that the connections of a server may hold together, and what they hold.
///
/// The loops keep accounts of their own, and tell this one when they have changed by a grain: so the sum is right to a
/// grain for each loop, and a call costs no atomic operation.
final class MemoryBudget: Sendable {
    /// How much of the budget is in use, and what follows.
    enum Level: Int, Comparable {
        case ample
        /// Half: windows do not grow.
        case tight
        /// Three quarters: calls are refused.
        case scarce
        /// Seven eighths: messages of which more would have to be held are refused, and their calls end.
        case critical
        /// All: the connection that holds most is closed.
        case exceeded

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    let limit: Int
    /// By how much an account may differ from what it has told.
    let grain: Int
    private let held = Atomic<Int>(0)
    private let marks: (tight: Int, scarce: Int, critical: Int)
    private let observe: @Sendable (Int) -> Void

    /// A budget of at least 1 MiB; `observe` hears of what is held, from any thread.
    init(bytes: Int, observe: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.observe = observe
        limit = max(1 << 20, bytes)
        grain = min(256 << 10, limit / 64)
        marks = (limit / 2, limit / 4 * 3, limit / 8 * 7)
    }

    /// What the accounts have told.
    var heldBytes: Int { held.load(ordering: .relaxed) }

    /// Whether calls are refused.
    var isScarce: Bool { heldBytes >= marks.scarce }

    var level: Level {
        let held = heldBytes
        if held < marks.tight { return .ample }
        if held < marks.scarce { return .tight }
        if held < marks.critical { return .scarce }
        return held < limit ? .critical : .exceeded
    }

    func add(_ difference: Int) { observe(held.wrappingAdd(difference, ordering: .relaxed).newValue) }
}
