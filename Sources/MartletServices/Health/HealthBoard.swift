import Synchronization

/// Who serves, and who wants to hear of it.
final class HealthBoard: Sendable {
    typealias Status = HealthCheckResponse.ServingStatus

    private struct State {
        var statuses: [String: Status] = ["": .serving]
        var watchers: [String: [Int: AsyncStream<Status>.Continuation]] = [:]
        var nextWatcher = 0
        var isDraining = false
    }

    private let state = Mutex(State())

    var statuses: [String: Status] { state.withLock { $0.statuses } }

    func status(of service: String) -> Status? { state.withLock { $0.statuses[service] } }

    var watcherCount: Int { state.withLock { $0.watchers.values.reduce(0) { $0 + $1.count } } }

    /// A server starts: its services serve, unless somebody has said otherwise. What was said before it last drained
    /// is forgotten.
    func open(_ services: [String]) {
        state.withLock { state in
            if state.isDraining { state = State() }
            for service in services where state.statuses[service] == nil { state.statuses[service] = .serving }
        }
    }

    func set(_ status: Status, for service: String) {
        state.withLock { state in
            guard !state.isDraining, state.statuses.updateValue(status, forKey: service) != status else { return }
            for watcher in (state.watchers[service] ?? [:]).values { watcher.yield(status) }
        }
    }

    /// The status now, and each one after. Of changes that come faster than they are taken, the last one counts. Ends
    /// when the server drains, after NOT_SERVING.
    func changes(of service: String) -> AsyncStream<Status> {
        let (stream, continuation) = AsyncStream.makeStream(of: Status.self, bufferingPolicy: .bufferingNewest(1))
        let watcher: Int? = state.withLock { state in
            continuation.yield(state.statuses[service] ?? .serviceUnknown)
            guard !state.isDraining else { return nil }
            state.nextWatcher += 1
            state.watchers[service, default: [:]][state.nextWatcher] = continuation
            return state.nextWatcher
        }
        guard let watcher else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(watcher, of: service) }
        return stream
    }

    /// Turns everything to NOT_SERVING for good.
    func drain() {
        let watchers = state.withLock { state in
            state.isDraining = true
            for service in state.statuses.keys { state.statuses[service] = .notServing }
            let watchers = state.watchers
            state.watchers = [:]
            return watchers
        }
        for (service, continuations) in watchers {
            for continuation in continuations.values {
                if status(of: service) != nil { continuation.yield(.notServing) }
                continuation.finish()
            }
        }
    }

    private func remove(_ watcher: Int, of service: String) {
        state.withLock { state in
            state.watchers[service]?[watcher] = nil
            if state.watchers[service]?.isEmpty == true { state.watchers[service] = nil }
        }
    }
}
