import CLinux
import Glibc
import Synchronization

/// The thread of one loop.
final class LoopThread: Sendable {
    private enum State {
        case new
        case running(pthread_t)
        case joined
    }

    private let state = Mutex(State.new)

    func start(_ loop: EventLoop) throws(SystemError) {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(loop)
        let code = pthread_create(&thread, nil, loopThreadBody, retained.toOpaque())
        guard code == 0 else {
            retained.release()
            throw SystemError(code: code, operation: "pthread_create", detail: loop.name)
        }
        let started = thread
        state.withLock { $0 = .running(started) }
    }

    /// Waits until the thread is gone. Only the first caller waits; for the others the thread runs nothing more either.
    func join() {
        let thread: pthread_t? = state.withLock {
            guard case .running(let thread) = $0 else { return nil }
            $0 = .joined
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }
}

/// At file scope, so that no actor's isolation is inferred for it: a thread made here belongs to none.
private nonisolated func loopThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let loop = Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue()
    loop.name.withCString { clinux_enter_loop_thread($0) }
    let signalStack = clinux_take_signal_stack()
    loop.run()
    clinux_drop_signal_stack(signalStack)
    return nil
}
