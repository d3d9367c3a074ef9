/// How a server's drain went: what `Server.shutDown()` returns and logs.
public struct DrainReport: Hashable, Sendable {
    /// The calls of one method that were open when the drain began, or began while clients had not heard of it.
    public struct Calls: Hashable, Sendable {
        /// They ended by themselves, or their clients gave them up.
        public var finished = 0
        /// They were answered with UNAVAILABLE when the grace was over.
        public var cut = 0

        /// So many of each.
        public init(finished: Int = 0, cut: Int = 0) {
            self.finished = finished
            self.cut = cut
        }
    }

    /// By request path (`/greeter.v1.Greeter/Greet`), those with calls only.
    public var methods: [String: Calls] = [:]
    /// Connections that were open when the drain began.
    public var connections = 0
    /// Those that were still open when the grace was over.
    public var connectionsCut = 0
    /// Handlers that still ran at the very end, because they do not heed that their tasks are cancelled.
    public var handlersLeft = 0
    /// From the moment when the listeners closed to the end of the last connection.
    public var duration = Duration.zero

    /// A report of nothing: there was no connection.
    public init() {}

    /// Calls of all methods that ended by themselves.
    public var finished: Int { methods.values.reduce(0) { $0 + $1.finished } }
    /// Calls of all methods that were cut.
    public var cut: Int { methods.values.reduce(0) { $0 + $1.cut } }

    mutating func add(_ tally: [String: Calls]) {
        methods.merge(tally) { Calls(finished: $0.finished + $1.finished, cut: $0.cut + $1.cut) }
    }
}

extension DrainReport: CustomStringConvertible {
    /// For example `3 calls finished, 1 cut (/chat.v1.Chat/Join 1) on 2 connections in 30.0 seconds`.
    public var description: String {
        let methods = methods.filter { $0.value.cut > 0 }.sorted { $0.key < $1.key }
        let names = methods.map { "\($0.key) \($0.value.cut)" }.joined(separator: ", ")
        let which = names.isEmpty ? "" : " (\(names))"
        let left = handlersLeft == 0 ? "" : ", \(handlersLeft) handlers still run"
        return "\(finished) calls finished, \(cut) cut\(which) on \(connections) connections in \(duration)\(left)"
    }
}

/// What the calls of one loop came to since it began to drain. On the loop only.
final class DrainTally {
    private(set) var methods: [String: DrainReport.Calls] = [:]

    func count(_ method: String, isCut: Bool) {
        if isCut { methods[method, default: .init()].cut += 1 } else { methods[method, default: .init()].finished += 1 }
    }
}
