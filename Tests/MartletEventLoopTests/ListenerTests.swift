import Foundation
import Glibc
import MartletEventLoop
import Synchronization
import Testing

@Suite struct ListenerTests {
    @Test func portZeroIsResolvedAndATakenPortIsNamed() throws {
        let listener = try Listener(address: .loopback())
        let port = try #require(listener.localAddress.port)
        #expect(port != 0)
        do throws(SystemError) {
            _ = try Listener(address: listener.localAddress)
            Issue.record("the port is taken")
        } catch {
            #expect(error.description == "bind 127.0.0.1:\(port): Address already in use")
        }
    }

    @Test func twoListenersMaySharePort() throws {
        let first = try Listener(address: .loopback(), reusePort: true)
        let second = try Listener(address: first.localAddress, reusePort: true)
        #expect(first.localAddress == second.localAddress)
    }

    /// More than one tick's share, so the rest comes without another edge.
    @Test func aBacklogLargerThanOneTickIsAcceptedOnTheLoop() async throws {
        let loop = try EventLoop()
        let listener = try Listener(address: .loopback())
        let clients = try (0..<200).map { _ in try Socket.connecting(to: listener.localAddress) }
        let accepted = Recorder<Socket>()
        listener.start(on: loop) { socket, peer in
            #expect(loop.isCurrent)
            #expect(peer == socket.peerAddress)
            accepted.note(socket)
        }
        for _ in 0..<5000 where accepted.values.count < clients.count {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(accepted.values.count == clients.count)
        await loop.stop()
    }

    @Test func oneTickAcceptsOnlyItsShare() async throws {
        let loop = try EventLoop()
        let listener = try Listener(address: .loopback())
        let clients = try (0..<100).map { _ in try Socket.connecting(to: listener.localAddress) }
        let accepted = Counter()
        let share = Recorder<Int>()
        listener.start(on: loop) { _, _ in
            // Posted before the acceptor posts its own continuation, so it runs between the two helpings.
            if accepted.value == 0 { loop.execute { share.note(accepted.value) } }
            accepted.increment()
        }
        while accepted.value < clients.count { await loop.run {} }
        #expect(share.values == [64])
        await loop.stop()
    }

    @Test func aClosedListenerAcceptsNoMore() async throws {
        let loop = try EventLoop()
        let listener = try Listener(address: .loopback())
        let address = listener.localAddress
        listener.start(on: loop) { _, _ in Issue.record("nobody connected in time") }
        listener.close()
        await loop.run {}
        let again = try Listener(address: address)
        #expect(again.localAddress == address)
        await loop.stop()
    }

    /// Their clients have been told that they are connected.
    @Test func whoWaitsInTheQueueIsAcceptedBeforeTheListenerCloses() async throws {
        let loop = try EventLoop()
        let listener = try Listener(address: .loopback())
        let accepted = Recorder<Socket>()
        listener.start(on: loop) { socket, _ in accepted.note(socket) }
        await loop.run {}
        let count = await loop.run {
            let clients = (0..<100).compactMap { _ in try? Socket.connecting(to: listener.localAddress) }
            listener.close()
            return clients.count
        }
        #expect(count == 100)
        #expect(accepted.values.count == 100)
        await loop.stop()
    }

    @Test func anAbandonedUnixSocketIsReplacedAndALiveOneIsNot() throws {
        let path = "/tmp/martlet-listener-\(getpid())"
        let address = try SocketAddress.unix(path: path)
        var raw = sockaddr_un()
        raw.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &raw.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        // What a killed server leaves: a file, and nobody behind it.
        let abandoned = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        _ = withUnsafePointer(to: &raw) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(abandoned, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(abandoned)
        let listener = try Listener(address: address)
        #expect(throws: SystemError.self) { try Listener(address: address) }
        listener.close()
        #expect(access(path, F_OK) != 0)
    }

    /// In a process of its own, because the limit is the process's.
    @Test func withoutDescriptorsTheListenerRestsAndRecovers() async {
        await #expect(processExitsWith: .success) {
            try await exhaustDescriptors()
        }
    }
}

/// Lets a listener run out of descriptors, and exits with a code that says which promise was broken.
private func exhaustDescriptors() async throws {
    let loop = try EventLoop()
    let listener = try Listener(address: try SocketAddress(ip: "127.0.0.1", port: 0))
    let accepted = Mutex<[Socket]>([])
    listener.start(on: loop) { socket, _ in accepted.withLock { $0.append(socket) } }
    await loop.run {}

    let before = try Socket.connecting(to: listener.localAddress)
    for _ in 0..<1000 where accepted.withLock({ $0.isEmpty }) { usleep(1000) }
    if accepted.withLock({ $0.isEmpty }) { exit(4) }
    // The loop is held up meanwhile: every descriptor goes to a client, and every client waits in the backlog.
    let isHeld = Mutex(true)
    loop.execute { while isHeld.withLock({ $0 }) { usleep(1000) } }
    let room = rlim_t(highestDescriptor() + 48)
    var limit = rlimit(rlim_cur: room, rlim_max: room)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var clients: [Socket] = []
    while let client = try? Socket.connecting(to: listener.localAddress) { clients.append(client) }
    if clients.count < 16 { exit(2) }
    isHeld.withLock { $0 = false }

    let start = cpuTime()
    usleep(500_000)
    if cpuTime() - start > 0.1 { exit(3) }

    // Room again, and no new connection that would be an edge: what still waits is accepted after the pause.
    accepted.withLock { $0 = [] }
    clients.removeLast(clients.count / 2)
    usleep(400_000)
    if accepted.withLock({ $0.isEmpty }) { exit(5) }
    clients = []
    let late = try Socket.connecting(to: listener.localAddress)
    usleep(400_000)
    if accepted.withLock({ sockets in !sockets.contains { $0.peerAddress == late.localAddress } }) { exit(6) }
    before.close()
    await loop.stop()
}

private func highestDescriptor() -> Int {
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return open.compactMap { Int($0) }.max() ?? 0
}

private func cpuTime() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
