import Foundation
import Glibc
import MartletEventLoop
import Testing

/// Unix sockets, with a file and without, and sockets that somebody else opened.
@Suite struct UnixListenerTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)").path

    @Test func theFileHasTheModeThatWasAskedFor() throws {
        let listener = try Listener(address: try .unix(path: path), mode: 0o620)
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o620)
        listener.close()
    }

    /// Connecting to it is refused as it is at a socket that was left behind.
    @Test func aFileOfAnotherKindIsNotReplaced() throws {
        try Data("precious".utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        #expect(throws: SystemError.self) { try Listener(address: try .unix(path: path)) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func aSuccessorsFileIsLeftInPlace() throws {
        let address = try SocketAddress.unix(path: path)
        let old = try Listener(address: address)
        unlink(path)
        let new = try Listener(address: address)
        old.close()
        _ = try Socket.connecting(to: address)
        new.close()
        #expect(access(path, F_OK) != 0)
    }

    @Test func anAbstractNameNeedsNoFileAndIsFreeAgainAtTheEnd() throws {
        let address = try SocketAddress.unix(path: "\0" + path)
        let listener = try Listener(address: address)
        #expect(listener.localAddress == address)
        #expect(access(path, F_OK) != 0)
        #expect(throws: SystemError.self) { try Listener(address: address) }
        listener.close()
        let again = try Listener(address: address)
        again.close()
    }

    @Test func theKernelSaysWhoConnected() async throws {
        let loop = try EventLoop()
        let listener = try Listener(address: try .unix(path: "\0" + path))
        let accepted = Recorder<Socket>()
        listener.start(on: loop) { socket, _ in accepted.note(socket) }
        let client = try Socket.connecting(to: listener.localAddress)
        while accepted.values.isEmpty { await loop.run {} }
        let expected = PeerCredentials(processID: getpid(), userID: geteuid(), groupID: getegid())
        #expect(accepted.values[0].peerCredentials == expected)
        #expect(client.peerCredentials == expected)
        let tcp = try Listener(address: .loopback())
        #expect(try Socket.connecting(to: tcp.localAddress).peerCredentials == nil)
        await loop.stop()
    }

    @Test func aSocketThatListensAlreadyIsTakenOverAndItsFileStays() async throws {
        let address = try SocketAddress.unix(path: path)
        let opened = try RawListener(path)
        let loop = try EventLoop()
        let listener = try Listener(adopting: opened.descriptor)
        #expect(listener.localAddress == address)
        let accepted = Recorder<Socket>()
        listener.start(on: loop) { socket, _ in accepted.note(socket) }
        let client = try Socket.connecting(to: address)
        while accepted.values.isEmpty { await loop.run {} }
        listener.close()
        await loop.run {}
        #expect(access(path, F_OK) == 0)
        #expect(throws: SystemError.self) { try Socket.connecting(to: address) }
        unlink(path)
        client.close()
        await loop.stop()
    }

    @Test func whatDoesNotListenIsRefused() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(throws: SystemError.self) { try Listener(adopting: file) }
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        let error = #expect(throws: SystemError.self) { try Listener(adopting: socket) }
        #expect(error?.description.contains("descriptor \(socket)") == true)
        #expect(throws: SystemError.self) { try Listener(adopting: 9999) }
    }
}

/// A listening Unix socket as another program would open it.
private struct RawListener {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var raw = sockaddr_un()
        raw.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &raw.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let code = withUnsafePointer(to: &raw) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0 && listen(descriptor, 8) == 0)
    }
}
