import CoreMetrics
import Synchronization

/// The instruments of ``CallMetrics``, each made once: a method has few statuses, and a server few methods.
final class CallInstruments: Sendable {
    /// What is said of a call that has ended.
    struct Ends: Sendable {
        let duration: Timer
        let received: Recorder
        let sent: Recorder
    }

    private struct Outcome: Hashable {
        let method: String
        let status: String
    }

    private struct Made {
        var starts: [String: Counter] = [:]
        var ends: [Outcome: Ends] = [:]
    }

    private let factory: any MetricsFactory
    private let made = Mutex(Made())

    init(_ factory: any MetricsFactory) { self.factory = factory }

    func started(_ path: String) -> Counter {
        made.withLock { made in
            if let known = made.starts[path] { return known }
            let counter = Counter(
                label: "grpc.server.call.started", dimensions: [("grpc.method", Self.name(path))], factory: factory)
            made.starts[path] = counter
            return counter
        }
    }

    func ended(_ path: String, _ status: String) -> Ends {
        let outcome = Outcome(method: path, status: status)
        return made.withLock { made in
            if let known = made.ends[outcome] { return known }
            let ends = makeEnds([("grpc.method", Self.name(path)), ("grpc.status", status)])
            made.ends[outcome] = ends
            return ends
        }
    }

    private func makeEnds(_ dimensions: [(String, String)]) -> Ends {
        Ends(
            duration: Timer(
                label: "grpc.server.call.duration", dimensions: dimensions, preferredDisplayUnit: .seconds,
                factory: factory),
            received: Recorder(
                label: "grpc.server.call.received_bytes", dimensions: dimensions, aggregate: true, factory: factory),
            sent: Recorder(
                label: "grpc.server.call.sent_bytes", dimensions: dimensions, aggregate: true, factory: factory))
    }

    private static func name(_ path: String) -> String { String(path.dropFirst(path.hasPrefix("/") ? 1 : 0)) }
}
