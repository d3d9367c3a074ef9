import MartletEventLoop
import Synchronization
import Testing

/// A listener that says the same to every connection, whatever it is told, and notes when each came.
final class BluntServer: Sendable {
    enum Manner {
        /// Closes at once.
        case closing
        /// Says this and keeps the connection.
        case saying([UInt8])
    }

    /// An empty SETTINGS frame.
    static let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    /// GOAWAY with NO_ERROR that has seen no stream.
    static let goAway: [UInt8] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

    private struct State {
        var manner: Manner
        var arrivals: [ContinuousClock.Instant] = []
        var sockets: [Socket] = []
    }

    let port: UInt16
    private let loop: EventLoop
    private let listener: Listener
    private let state: Mutex<State>

    init(_ manner: Manner) throws {
        loop = try EventLoop(name: "blunt")
        listener = try Listener(address: SocketAddress(ip: "127.0.0.1", port: 0))
        port = try #require(listener.localAddress.port)
        state = Mutex(State(manner: manner))
        listener.start(on: loop) { [self] socket, _ in welcome(socket) }
    }

    private func welcome(_ socket: Socket) {
        state.withLock { state in
            state.arrivals.append(.now)
            switch state.manner {
            case .closing: socket.close()
            case .saying(let bytes):
                _ = bytes.withUnsafeBytes { socket.write($0) }
                state.sockets.append(socket)
            }
        }
    }

    /// When connections came.
    var arrivals: [ContinuousClock.Instant] { state.withLock { $0.arrivals } }

    /// The time between one connection and the next.
    var gaps: [Duration] { zip(arrivals, arrivals.dropFirst()).map { $1 - $0 } }

    /// Treats the next connections like this, and drops those that it has.
    func change(to manner: Manner) {
        state.withLock { state in
            state.manner = manner
            for socket in state.sockets { socket.close() }
            state.sockets = []
        }
    }

    func stop() async {
        listener.close()
        change(to: .closing)
        await loop.stop()
    }
}
