import MartletEventLoop

/// A TCP (or Unix) connect under way: tells once how it ended.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
final class Connector: ReadinessHandler, @unchecked Sendable {
    private let loop: EventLoop
    private let socket: Socket
    private var registration: Registration?
    private var completion: ((Result<Socket, SystemError>) -> Void)?

    init(
        loop: EventLoop, to address: SocketAddress, completion: @escaping (Result<Socket, SystemError>) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.completion = completion
        socket = try Socket.connecting(to: address)
        guard let descriptor = socket.descriptor else { return }
        registration = try loop.register(descriptor, self)
    }

    func ready(_ readiness: Readiness) {
        guard !readiness.isDisjoint(with: [.writable, .failed, .hangup]) else { return }
        do throws(SystemError) {
            try socket.finishConnect()
            finish(.success(socket))
        } catch {
            socket.close()
            finish(.failure(error))
        }
    }

    /// Gives the attempt up; the completion is not called.
    func cancel() {
        completion = nil
        release()
        socket.close()
    }

    private func finish(_ result: Result<Socket, SystemError>) {
        release()
        let completion = completion
        self.completion = nil
        completion?(result)
    }

    private func release() {
        if let registration { loop.deregister(registration) }
        registration = nil
    }
}
