import Glibc
import Martlet
import MartletInterop
import RawHTTP2
import Testing

/// Many connections that have said something, and say nothing more.
final class Crowd: Sendable {
    private let sockets: [BareSocket]

    init(_ sockets: [BareSocket], saying bytes: [UInt8]) throws {
        self.sockets = sockets
        for socket in sockets where !bytes.isEmpty {
            // The kernel has room for a few hundred bytes; a server that has closed already is no failure.
            _ = socket.send(bytes[...])
        }
    }

    /// Ends those that are still there.
    func close() { for socket in sockets { shutdown(socket.descriptor, Int32(SHUT_RDWR)) } }

    /// How many have been sent RST_STREAM for a stream. The payload of no other frame that they get may look like one.
    func countOfReset(stream: UInt32) -> Int {
        let reset = Frame.reset(stream).bytes.prefix(9)
        return sockets.count { socket in
            var received: [UInt8] = []
            while let more = socket.receive(), !more.isEmpty { received += more }
            return received.indices.contains { received[$0...].starts(with: reset) }
        }
    }

    /// Waits until the server has ended all of them; how long that took.
    func leave(within limit: Duration) async throws -> Duration {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            if sockets.allSatisfy(\.isOver) { return ContinuousClock.now - start }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(sockets.count { !$0.isOver }) of \(sockets.count) are still there after \(limit)")
        return limit
    }
}

extension BareSocket {
    /// Whether the other side has ended it. What it sent is looked at, not taken.
    var isOver: Bool {
        let halfClosed: Int16 = 0x2000  // POLLRDHUP, which Glibc's header hides
        var polled = pollfd(fd: descriptor, events: halfClosed, revents: 0)
        return poll(&polled, 1, 0) > 0 && polled.revents & (Int16(POLLHUP | POLLERR) | halfClosed) != 0
    }
}

extension Siege {
    /// A crowd before the listener without TLS.
    func crowd(_ count: Int, saying bytes: [UInt8]) throws -> Crowd {
        try Crowd((0..<count).map { _ in try BareSocket(path: socketPath) }, saying: bytes)
    }

    /// A crowd before the listener with TLS.
    func secureCrowd(_ count: Int, saying bytes: [UInt8]) throws -> Crowd {
        try Crowd((0..<count).map { _ in try BareSocket(port: server.port) }, saying: bytes)
    }

    /// An honest client, over TLS.
    func client() throws -> Client {
        let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
        let security = ClientSecurity.tls(trustRoots: roots, serverName: "localhost")
        return try Client("127.0.0.1:\(server.port)", configuration: ClientConfiguration(security: security))
    }

    /// The longest that a first call took, of clients who come one after the other and wait to be let in.
    func slowestNewcomer(of count: Int) async throws -> Duration {
        var slowest = Duration.zero
        for _ in 0..<count {
            let client = try client()
            let start = ContinuousClock.now
            let options = CallOptions(timeout: .seconds(20), waitForReady: true)
            _ = try await TestServiceClient(client).emptyCall(Empty(), options: options)
            slowest = max(slowest, ContinuousClock.now - start)
            client.close()
        }
        return slowest
    }
}
