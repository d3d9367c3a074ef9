import Glibc
import MartletEventLoop
import Testing

@Suite struct SocketTests {
    /// A connected pair through the kernel's loopback interface, and the loop that accepted it.
    private func connect(_ address: SocketAddress) async throws -> (client: Socket, server: Socket, EventLoop) {
        let loop = try EventLoop()
        let listener = try Listener(address: address)
        let accepted = AsyncStream.makeStream(of: Socket.self)
        listener.start(on: loop) { socket, _ in accepted.continuation.yield(socket) }
        let client = try Socket.connecting(to: listener.localAddress)
        var sockets = accepted.stream.makeAsyncIterator()
        let server = try #require(await sockets.next())
        try client.finishConnect()
        listener.close()
        return (client, server, loop)
    }

    @Test func bytesTravelBothWaysAndTheEndIsSeen() async throws {
        let (client, server, loop) = try await connect(.loopback())
        #expect(client.write([1, 2, 3]) == .bytes(3))
        #expect(try await read(server, 3) == [1, 2, 3])
        #expect(server.read(upTo: 1).0 == .wouldBlock)
        #expect(server.write([4]) == .bytes(1))
        #expect(try await read(client, 1) == [4])
        #expect(client.peerAddress == server.localAddress)
        #expect(client.localAddress == server.peerAddress)
        client.setUserTimeout(.seconds(5))
        client.shutdownWrite()
        #expect(try await ending(of: server) == .endOfStream)
        #expect(server.write([5]) == .bytes(1))
        await loop.stop()
    }

    @Test func aFullSocketTakesAPartAndThenBlocks() async throws {
        let (client, server, loop) = try await connect(.loopback())
        let block = [UInt8](repeating: 7, count: 1 << 20)
        var written = 0
        var sawPartial = false
        while case .bytes(let count) = client.write(block) {
            written += count
            if count < block.count { sawPartial = true }
        }
        #expect(sawPartial)
        #expect(client.write(block) == .wouldBlock)
        #expect(try await read(server, written).count == written)
        await loop.stop()
    }

    @Test func writingToAClosedPeerIsAnErrorAndNoSignal() async {
        await #expect(processExitsWith: .success) {
            // Deadly and deliverable: the pool's threads block signals otherwise.
            signal(SIGPIPE, SIG_DFL)
            var deliverable = sigset_t()
            sigemptyset(&deliverable)
            sigaddset(&deliverable, SIGPIPE)
            pthread_sigmask(SIG_UNBLOCK, &deliverable, nil)
            let loop = try EventLoop()
            let listener = try Listener(address: try SocketAddress(ip: "127.0.0.1", port: 0))
            listener.start(on: loop) { socket, _ in socket.close() }
            let client = try Socket.connecting(to: listener.localAddress)
            var last = IOResult.bytes(0)
            for _ in 0..<500 {
                last = client.write([1])
                if case .failed = last { break }
                usleep(2000)
            }
            guard case .failed(let error) = last, error.code == EPIPE || error.code == ECONNRESET else { exit(1) }
            await loop.stop()
        }
    }

    @Test func aRefusedConnectionIsReportedByFinish() async throws {
        // Bound but closed: nobody listens there now.
        let listener = try Listener(address: .loopback())
        let address = listener.localAddress
        listener.close()
        let result = await connectResult(address)
        #expect(result?.code == ECONNREFUSED)
        #expect(result?.description == "connect \(address): Connection refused")
    }

    @Test func unixSocketsConnect() async throws {
        let path = "/tmp/martlet-socket-\(getpid())"
        let (client, server, loop) = try await connect(.unix(path: path))
        #expect(client.write([9]) == .bytes(1))
        #expect(try await read(server, 1) == [9])
        #expect(client.peerAddress.description == "unix:\(path)")
        await loop.stop()
    }

    @Test func aClosedSocketAnswersWithoutTouchingItsNumber() async throws {
        let (client, server, loop) = try await connect(.loopback())
        client.close()
        client.close()
        #expect(client.descriptor == nil)
        guard case .failed(let error) = client.write([1]) else {
            Issue.record("a write must fail")
            return
        }
        #expect(error.code == EBADF)
        #expect(try await ending(of: server) == .endOfStream)
        await loop.stop()
    }

    private func connectResult(_ address: SocketAddress) async -> SystemError? {
        do throws(SystemError) {
            let socket = try Socket.connecting(to: address)
            for _ in 0..<1000 {
                do throws(SystemError) {
                    try socket.finishConnect()
                    return nil
                } catch where error.code == ENOTCONN {
                    try? await Task.sleep(for: .milliseconds(2))
                }
            }
            return nil
        } catch {
            return error
        }
    }

    private func read(_ socket: Socket, _ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<5000 where bytes.count < count {
            let (result, chunk) = socket.read(upTo: count - bytes.count)
            bytes += chunk
            if result == .wouldBlock { try await Task.sleep(for: .milliseconds(1)) }
        }
        return bytes
    }

    private func ending(of socket: Socket) async throws -> IOResult {
        for _ in 0..<5000 {
            let (result, _) = socket.read(upTo: 100)
            switch result {
            case .wouldBlock: try await Task.sleep(for: .milliseconds(1))
            case .bytes: continue
            default: return result
            }
        }
        return .wouldBlock
    }
}
