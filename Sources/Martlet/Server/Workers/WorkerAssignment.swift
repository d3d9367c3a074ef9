import Glibc
import Logging

/// What a supervisor tells a worker, in an environment variable:
/// `index/count/supervisor/lifeline/board/listeners`, the listeners as `3,4;5` by configuration, `x5` for one whose
/// queue others hold too.
struct WorkerAssignment: Hashable, Sendable {
    static let variable = "MARTLET_WORKER"

    /// A listener that the supervisor opened.
    struct Socket: Hashable, Sendable {
        let descriptor: Int32
        /// Someone outside the supervisor's family accepts what is left in its queue.
        let isShared: Bool
    }

    let index: Int
    let count: Int
    /// The supervisor's process.
    let supervisor: Int32
    /// A pipe that ends when the supervisor does.
    let lifeline: Int32
    /// The memory where methods in flight are noted.
    let board: Int32
    /// By listener configuration.
    let listeners: [[Socket]]

    var text: String {
        let sockets = listeners.map { $0.map { "\($0.isShared ? "x" : "")\($0.descriptor)" }.joined(separator: ",") }
        return "\(index)/\(count)/\(supervisor)/\(lifeline)/\(board)/\(sockets.joined(separator: ";"))"
    }

    var descriptors: [Int32] { [lifeline, board] + listeners.flatMap { $0.map(\.descriptor) } }

    init(index: Int, count: Int, supervisor: Int32, lifeline: Int32, board: Int32, listeners: [[Socket]]) {
        self.index = index
        self.count = count
        self.supervisor = supervisor
        self.lifeline = lifeline
        self.board = board
        self.listeners = listeners
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 6, let index = Int(parts[0]), let count = Int(parts[1]), let supervisor = Int32(parts[2]),
            let lifeline = Int32(parts[3]), let board = Int32(parts[4]), (0..<max(0, count)).contains(index)
        else { return nil }
        var listeners: [[Socket]] = []
        for group in parts[5].split(separator: ";") {
            var sockets: [Socket] = []
            for item in group.split(separator: ",") {
                guard let descriptor = Int32(item.drop { $0 == "x" }) else { return nil }
                sockets.append(Socket(descriptor: descriptor, isShared: item.hasPrefix("x")))
            }
            listeners.append(sockets)
        }
        self.init(
            index: index, count: count, supervisor: supervisor, lifeline: lifeline, board: board, listeners: listeners)
    }

    /// This process's own; nil when no supervisor started it.
    static let current: WorkerAssignment? = {
        guard let value = getenv(variable) else { return nil }
        guard let assignment = WorkerAssignment(String(cString: value)) else { return nil }
        // The child of a worker inherits the variable, but not what it speaks of.
        let isOwn = assignment.supervisor == getppid() || kill(assignment.supervisor, 0) != 0
        return isOwn ? assignment : nil
    }()

    /// The workers of this process, or being one: the descriptors are there once.
    static let claim = WorkerClaim()
}

extension ServerConfiguration {
    /// One worker's share.
    func adapted(to assignment: WorkerAssignment) -> ServerConfiguration {
        var configuration = self
        configuration.loops = max(1, loops / assignment.count)
        configuration.limits.memoryBudgetBytes = limits.memoryBudget / assignment.count
        configuration.logger[metadataKey: "worker"] = "\(assignment.index)"
        return configuration
    }
}
