import MartletEventLoop

/// An attempt to connect that is under way.
protocol ConnectAttempt: AnyObject {
    /// Gives the attempt up; the completion is not called.
    func cancel()
}

/// A TCP (or Unix) connect under way: tells once how it ended.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
final class Connector: ConnectAttempt, ReadinessHandler, @unchecked Sendable {
    typealias Completion = (Result<any ByteStream, SystemError>) -> Void
    /// What a channel asks for: `connect`, or a simulated network's own.
    typealias Function = (
        _ loop: EventLoop, _ address: SocketAddress, _ completion: @escaping Completion
    ) throws(SystemError) -> any ConnectAttempt

    /// Connects through a socket.
    static func connect(
        _ loop: EventLoop, _ address: SocketAddress, _ completion: @escaping Completion
    ) throws(SystemError) -> any ConnectAttempt {
        try Connector(loop: loop, to: address, completion: completion)
    }

    private let loop: EventLoop
    private let socket: Socket
    private var registration: Registration?
    private var completion: Completion?

    private init(
        loop: EventLoop, to address: SocketAddress, completion: @escaping Completion
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

    func cancel() {
        completion = nil
        release()
        socket.close()
    }

    private func finish(_ result: Result<any ByteStream, SystemError>) {
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
