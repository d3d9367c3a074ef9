/// Something that runs in a task of a loop.
public protocol LoopWork: AnyObject, Sendable {
    /// What is to run, once: on the loop as long as it doesn't choose another executor. Asked for on the loop.
    func takeBody() -> @Sendable () async throws -> Void
    /// The body has returned or thrown. On the loop.
    func bodyEnded(_ error: (any Error)?)
}

/// A task of a loop that takes one piece of work after the other: making a task for each would cost more than many a
/// piece of work does.
///
/// A worker that was cancelled ends with its piece of work, so that cancellation never reaches the next one.
///
/// `@unchecked Sendable`: the stored `var`s are touched on the loop only; `task` is set before the worker is handed
/// out.
public final class Worker: @unchecked Sendable {
    private var work: (any LoopWork)?
    private var continuation: UnsafeContinuation<Void, Never>?
    private var task: Task<Void, Never>?
    /// Before a first wait the task has no handle yet.
    private var isCancelled = false

    init(_ work: any LoopWork) { self.work = work }

    /// Cancels the task that runs the work. Only while that work runs, on the loop.
    public func cancel() {
        isCancelled = true
        task?.cancel()
    }

    /// Makes the task, which runs the work up to its first suspension.
    func begin(on loop: EventLoop) {
        let task = loop.startTask { await self.run(on: loop) }
        self.task = task
        if isCancelled { task.cancel() }
    }

    /// Goes on with other work.
    func resume(with work: any LoopWork) {
        self.work = work
        let continuation = continuation
        self.continuation = nil
        continuation?.resume()
    }

    /// Ends a parked worker.
    func retire() {
        let continuation = continuation
        self.continuation = nil
        continuation?.resume()
    }

    private func run(on loop: EventLoop) async {
        while let work {
            self.work = nil
            var failure: (any Error)?
            do { try await work.takeBody()() } catch { failure = error }
            guard loop.isCurrent else {  // the loop stopped meanwhile
                loop.execute { [failure] in work.bodyEnded(failure) }
                return
            }
            work.bodyEnded(failure)
            if isCancelled || !loop.mayPark { return }
            await withUnsafeContinuation { continuation in
                self.continuation = continuation
                loop.state.pointee.parkedWorkers.append(self)
            }
        }
    }
}

extension EventLoop {
    /// How many workers wait for work at most; the others end.
    static let maxParkedWorkers = 256

    /// Has a worker run `work`: inside this call up to its first suspension, or soon when called from inside a task.
    /// On the loop only.
    @discardableResult
    public func start(_ work: any LoopWork) -> Worker {
        assert(isCurrent)
        guard let worker = state.pointee.parkedWorkers.popLast() else {
            let worker = Worker(work)
            worker.begin(on: self)
            return worker
        }
        worker.resume(with: work)
        runReadyJobs()
        return worker
    }

    /// A loop that is stepped by hand keeps none: nobody has to stop it.
    var mayPark: Bool {
        thread != nil && state.pointee.parkedWorkers.count < Self.maxParkedWorkers
    }

    /// Ends the workers that wait. True when there were some.
    func retireWorkers() -> Bool {
        guard !state.pointee.parkedWorkers.isEmpty else { return false }
        while let worker = state.pointee.parkedWorkers.popLast() { worker.retire() }
        return true
    }
}
