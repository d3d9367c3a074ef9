import Glibc
import Testing

@testable import Martlet

/// Settings `userTimeout` and `keepalive`: how long the kernel lets sent bytes go unacknowledged.
@Suite struct UserTimeoutTests {
    /// The TCP_USER_TIMEOUT of each socket of this process that is connected to or from a port, in milliseconds.
    private func timeouts(port: UInt16) -> (server: [Int32], client: [Int32]) {
        var (server, client) = ([Int32](), [Int32]())
        for descriptor in Int32(0)..<4096 {
            guard let far = self.port(of: descriptor, getpeername), let near = self.port(of: descriptor, getsockname),
                let timeout = timeout(of: descriptor)
            else { continue }
            if near == port { server.append(timeout) }
            if far == port { client.append(timeout) }
        }
        return (server, client)
    }

    private typealias Question = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    private func port(of descriptor: Int32, _ ask: Question) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
        }
        return result == 0 && address.sin_family == AF_INET ? UInt16(bigEndian: address.sin_port) : nil
    }

    private func timeout(of descriptor: Int32) -> Int32? {
        var value: Int32 = -1
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, &length)
        return result == 0 ? value : nil
    }

    @Test func theKernelIsToldOnBothSides() async throws {
        for (limit, asks, expected) in [
            (Duration.seconds(7), Keepalive?.some(Keepalive(time: .seconds(60), timeout: .seconds(3))), (7000, 3000)),
            (nil, nil, (0, 0)),
        ] as [(Duration?, Keepalive?, (Int32, Int32))] {
            var limits = ServerLimits()
            limits.userTimeout = limit
            try await Loopback.run(limits: limits, client: { $0.keepalive = asks }) { loopback in
                _ = try await loopback.client.unary(NoteService.Methods.unary, Note())
                let found = timeouts(port: loopback.port)
                #expect(found.server == [expected.0])
                #expect(found.client == [expected.1])
            }
        }
    }
}
