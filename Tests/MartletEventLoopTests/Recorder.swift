import Synchronization

/// What happened, in order, from any thread.
final class Recorder<Value: Sendable>: Sendable {
    private let list = Mutex<[Value]>([])

    func note(_ value: Value) {
        list.withLock { $0.append(value) }
    }

    var values: [Value] { list.withLock { $0 } }
}

/// A count that any thread may raise.
final class Counter: Sendable {
    private let atomic = Atomic(0)

    func increment() {
        _ = atomic.wrappingAdd(1, ordering: .relaxed)
    }

    var value: Int { atomic.load(ordering: .relaxed) }
}
