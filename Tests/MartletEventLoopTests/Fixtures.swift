import Glibc
import MartletEventLoop

/// A handler made of a closure.
final class Handler: ReadinessHandler {
    var body: (Readiness) -> Void

    init(_ body: @escaping (Readiness) -> Void = { _ in }) {
        self.body = body
    }

    func ready(_ readiness: Readiness) {
        body(readiness)
    }
}

/// A timer target made of a closure.
final class Alarm: TimerTarget {
    let body: (Int) -> Void

    init(_ body: @escaping (Int) -> Void) {
        self.body = body
    }

    func timerFired(_ context: Int) {
        body(context)
    }
}

/// A flush target made of a closure.
final class Flush: FlushTarget {
    let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }

    func flush() {
        body()
    }
}

extension EventLoop {
    /// A stepped loop at a round instant.
    static func manual() -> EventLoop {
        EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    }

    /// Runs `body` on the loop and waits for its result.
    func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }
}

/// Two connected non-blocking descriptors of the kernel's.
func descriptorPair() -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    socketpair(AF_UNIX, kind, 0, &ends)
    return (ends[0], ends[1])
}

extension ByteStream {
    func write(_ bytes: [UInt8]) -> IOResult {
        bytes.withUnsafeBytes { write($0) }
    }

    func read(upTo count: Int) -> (IOResult, [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: count)
        let result = bytes.withUnsafeMutableBytes { read(into: $0) }
        guard case .bytes(let got) = result else { return (result, []) }
        return (result, Array(bytes[..<got]))
    }
}

extension SocketAddress {
    /// Any free port of the loopback interface.
    static func loopback() throws -> SocketAddress {
        try SocketAddress(ip: "127.0.0.1", port: 0)
    }
}
