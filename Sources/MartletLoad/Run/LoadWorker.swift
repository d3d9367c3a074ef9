import MartletEventLoop
import MartletProtobuf

/// Makes one call after the other on one connection, as its source says when.
///
/// `@unchecked Sendable`: touched on its loop only.
final class LoadWorker<Source: CallSource, Request: Message, Response: CountedMessage>: @unchecked Sendable {
    private let source: Source
    private let caller: Caller<Request, Response>
    private var task: Task<Void, Never>?

    init(_ source: Source, _ caller: Caller<Request, Response>) {
        self.source = source
        self.caller = caller
    }

    /// Begins, on the loop; `whenOver` is called there when there are no more calls.
    func start(on loop: EventLoop, with first: MonotonicTime?, whenOver: @escaping @Sendable () -> Void) {
        task = loop.startTask { [self] in
            var due = if let first { first } else { await source.next() }
            while let time = due, !caller.isGivenUp {
                await caller.call(time)
                due = await source.next()
            }
            whenOver()
        }
    }

    /// The window is over: a call that goes on by itself ends. On the loop.
    func windowEnded() { caller.windowEnded() }

    /// The call under way is given up. On the loop.
    func giveUp() {
        caller.giveUp()
        task?.cancel()
    }
}
