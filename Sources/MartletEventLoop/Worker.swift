import DequeModule

/// Something that runs in a task of a loop. The loop calls all of it.
public protocol LoopWork: AnyObject, Sendable {
    /// What is to run, once, in the worker's task: on the loop as long as it doesn't choose another executor. Nil when
    /// it is no longer wanted; then nothing more is heard of it.
    func takeBody(for worker: Worker) -> LoopBody?
    /// The body has returned or thrown.
    func bodyEnded(_ error: (any Error)?)
}

/// What a piece of work does. It gets the work instead of capturing it, so that one function can serve all work of a
/// kind and none has to be made.
public typealias LoopBody = @Sendable (_ work: any LoopWork) async throws -> Void

/// A task of a loop that takes one piece of work after the other: making a task for each, or even waking one, would
/// cost more than many a piece of work does.
///
/// A worker that was cancelled ends with its piece of work, so that cancellation never reaches the next one.
///
/// `@unchecked Sendable`: the stored `var`s are touched on the loop only.
public final class Worker: @unchecked Sendable {
    private var continuation: UnsafeContinuation<Void, Never>?
    private var task: Task<Void, Never>?
    /// Before a first suspension the task has no handle yet.
    @exclusivity(unchecked) private var isCancelled = false

    init() {}

    /// Cancels the task that runs the work. Only while that work runs, on the loop.
    public func cancel() {
        isCancelled = true
        task?.cancel()
    }

    /// Makes the task, which takes work up to its first suspension.
    func begin(on loop: EventLoop) {
        let task = loop.startTask { await self.run(on: loop) }
        self.task = task
        if isCancelled { task.cancel() }
    }

    /// Wakes a parked worker: to take work, or to end when there is none.
    func resume() {
        let continuation = continuation
        self.continuation = nil
        continuation?.resume()
    }

    @concurrent
    private func run(on loop: EventLoop) async {
        while true {
            while let work = loop.takeWork() {
                guard let body = work.takeBody(for: self) else { continue }
                var failure: (any Error)?
                do { try await body(work) } catch { failure = error }
                guard loop.isCurrent else {  // the loop stopped meanwhile
                    loop.execute { [failure] in work.bodyEnded(failure) }
                    return
                }
                work.bodyEnded(failure)
                if isCancelled { return }
            }
            guard loop.mayPark else { return }
            await withUnsafeContinuation { continuation in
                self.continuation = continuation
                loop.state.pointee.parkedWorkers.append(self)
            }
            if loop.state.pointee.work.isEmpty { return }
        }
    }
}

extension EventLoop {
    /// How many workers wait for work at most; the others end.
    static let maxParkedWorkers = 256

    /// Has a worker run `work`, after what was started before, when the loop runs its tasks next. On the loop only.
    public func start(_ work: any LoopWork) {
        assert(isCurrent)
        state.pointee.work.append(work)
        ring.pointee.hasWork = true
    }

    /// Whether work was started whose turn has not come. On the loop only.
    public var hasWaitingWork: Bool {
        assert(isCurrent)
        return ring.pointee.hasWork
    }

    func takeWork() -> (any LoopWork)? {
        let work = state.pointee.work.popFirst()
        ring.pointee.hasWork = !state.pointee.work.isEmpty
        return work
    }

    /// Has a worker begin with the work that waits: one takes it all, unless it has to wait in between.
    func wakeWorker() {
        if let worker = state.pointee.parkedWorkers.popLast() { worker.resume() } else { Worker().begin(on: self) }
    }

    /// A loop that is stepped by hand keeps none: nobody has to stop it.
    var mayPark: Bool {
        thread != nil && state.pointee.parkedWorkers.count < Self.maxParkedWorkers
    }

    /// Ends the workers that wait. True when there were some.
    func retireWorkers() -> Bool {
        guard !state.pointee.parkedWorkers.isEmpty else { return false }
        while let worker = state.pointee.parkedWorkers.popLast() { worker.resume() }
        return true
    }
}
