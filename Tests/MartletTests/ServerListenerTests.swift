import Foundation
import Glibc
import Logging
import Martlet
import Testing

@testable import struct Martlet.SystemdSockets

/// Servers with several listeners, and errors that say what to do.
@Suite struct ServerListenerTests {
    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func server(_ listeners: [ListenerConfiguration], _ service: NoteService = NoteService()) -> Server {
        Server(ServerConfiguration(listeners: listeners, loops: 1, logger: Self.quiet), services: [service])
    }

    private func call(_ target: String, _ security: ClientSecurity = .cleartext) async throws -> Note {
        let client = try Client(target, configuration: ClientConfiguration(security: security))
        defer { client.close() }
        return try await client.unary(NoteService.Methods.unary, Note("hello"))
    }

    @Test func eachListenerHasASecurityOfItsOwn() async throws {
        let certificates = try Certificates.shared()
        let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)").path
        let service = NoteService(unary: { _, context in
            Note(context.peer, number: context.peerCredentials?.processID ?? 0)
        })
        let server = server(
            [
                ListenerConfiguration(.tcp("127.0.0.1", port: 0), tls: .cleartext),
                ListenerConfiguration(
                    .tcp("::1", port: 0), tls: .pem(chain: .file(certificates.chain), key: .file(certificates.key))),
                ListenerConfiguration(.unix(path), tls: .cleartext, mode: 0o600),
                ListenerConfiguration(.abstract(path), tls: .cleartext),
            ], service)
        let addresses = try server.start()
        #expect(addresses.map(\.host).starts(with: ["127.0.0.1", "::1", path]))
        let ports = addresses.compactMap(\.port)
        let trust = ClientSecurity.tls(
            trustRoots: .pem(.file(certificates.root)), serverName: "localhost")
        #expect(try await call("127.0.0.1:\(ports[0])").text.hasPrefix("127.0.0.1:"))
        #expect(try await call("[::1]:\(ports[1])", trust).text.hasPrefix("[::1]:"))
        #expect(try await call("unix:\(path)").number == getpid())
        await #expect(throws: RPCError.self) { try await call("[::1]:\(ports[1])") }
        await #expect(throws: RPCError.self) { try await call("127.0.0.1:\(ports[0])", trust) }
        await server.shutDown()
        for address in addresses {
            #expect(throws: RPCError.self) { try connect(address) }
        }
    }

    private func connect(_ address: SocketAddress) throws(RPCError) {
        do throws(SystemError) {
            let socket = try Socket.connecting(to: address)
            usleep(10_000)
            try socket.finishConnect()
        } catch {
            throw RPCError(.unavailable, error.description)
        }
    }

    @Test func whenOneListenerFailsNoneIsOpen() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)").path
        let failing = server([
            ListenerConfiguration(.unix(path), tls: .cleartext),
            ListenerConfiguration(.unix("/nowhere/at/all"), tls: .cleartext),
        ])
        #expect(throws: RuntimeError.self) { try failing.start() }
        #expect(access(path, F_OK) != 0)
    }

    @Test func twoServersMayShareAPort() async throws {
        func sharing(_ port: UInt16) -> Server {
            server([ListenerConfiguration(.tcp("127.0.0.1", port: port), tls: .cleartext, reusePort: true)])
        }
        let first = sharing(0)
        let port = try #require(try first.start().first?.port)
        let second = sharing(port)
        #expect(try second.start().first?.port == port)
        await first.shutDown()
        #expect(try await call("127.0.0.1:\(port)").text == "hello")
        await second.shutDown()
    }

    @Test(arguments: [
        (ListenAddress.tcp("127.0.0.1", port: 0), "choose another port"),
        (.tcp("192.0.2.1", port: 0), "no interface of this machine has that address"),
        (.tcp("localhost", port: 0), "literal IP address"),
        (.unix("/nowhere/at/all"), "the folder must exist"),
        (.unix(String(repeating: "x", count: 108)), "1 to 107 bytes"),
        (.unix(""), "1 to 107 bytes"),
        (.inherited(descriptor: 9999), "descriptor 9999"),
    ])
    func anErrorSaysWhereWhyAndWhatToDo(address: ListenAddress, advice: String) async throws {
        var address = address
        let occupant = server([ListenerConfiguration(.tcp("127.0.0.1", port: 0), tls: .cleartext)])
        if case .tcp("127.0.0.1", _) = address {
            address = .tcp("127.0.0.1", port: try #require(try occupant.start().first?.port))
        }
        let error = #expect(throws: RuntimeError.self) {
            try server([ListenerConfiguration(address, tls: .cleartext)]).start()
        }
        #expect(error?.kind == .listening)
        #expect(error?.message.contains("can't listen on \(address): ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
        await occupant.shutDown()
    }

    @Test func aServerWithoutListenersIsAnError() throws {
        #expect(throws: RuntimeError.self) { try server([]).start() }
    }

    @Test func systemdsSocketsAreFoundByName() throws {
        let environment = ["LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "rpc:admin:rpc"]
        let sockets = try SystemdSockets(environment: { environment[$0] }, process: 7)
        #expect(try sockets.descriptors(named: nil) == [3, 4, 5])
        #expect(try sockets.descriptors(named: "rpc") == [3, 5])
        #expect(try sockets.descriptors(named: "admin") == [4])
        let error = #expect(throws: RuntimeError.self) { try sockets.descriptors(named: "web") }
        #expect(error?.message.contains("rpc, admin, rpc") == true)
    }

    @Test(arguments: [
        ([:], "are not set"), (["LISTEN_PID": "8", "LISTEN_FDS": "1"], "process 8"),
        (["LISTEN_PID": "7", "LISTEN_FDS": "0"], "LISTEN_FDS=0"),
        (["LISTEN_PID": "7", "LISTEN_FDS": "many"], "LISTEN_FDS=many"),
    ])
    func systemdsSocketsThatAreNotThereAreAnError(environment: [String: String], reason: String) {
        let error = #expect(throws: RuntimeError.self) {
            try SystemdSockets(environment: { environment[$0] }, process: 7)
        }
        #expect(error?.message.contains(reason) == true)
    }
}
