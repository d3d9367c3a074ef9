import Glibc
import MartletEventLoop

/// Ends a worker in order when its supervisor is gone, however that came about.
final class Lifeline: ReadinessHandler, Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Watches the pipe for as long as the loop runs.
    static func watch(_ descriptor: Int32, on loop: EventLoop) {
        loop.execute { _ = try? loop.register(descriptor, Lifeline(descriptor)) }
    }

    func ready(_ readiness: Readiness) {
        guard !readiness.isDisjoint(with: [.readable, .hangup]) else { return }
        kill(getpid(), SIGTERM)
    }
}
