import Logging
import Martlet
import MartletInterop
import Testing

extension Conformance {
    /// Client certificates between grpcio and us, both ways.
    @Suite struct MutualTLSTests {
        /// Tells clients whom it takes them for.
        private struct IdentityService: RPCService {
            func register(in methods: inout MethodRegistry) {
                let tell = MethodDescriptor<Empty, SimpleResponse>(
                    service: "martlet.test.Identity", method: "Tell", shape: .unary)
                methods.unary(tell) { _, context in
                    SimpleResponse(username: context.peerIdentity?.dnsNames.joined(separator: ",") ?? "nobody")
                }
            }
        }

        private func authority() throws -> TLSTrust { TLSTrust(.pem(.file(try Tools.certificate("ca.pem")))) }

        private func identity(_ name: String) throws -> TLSIdentity {
            TLSIdentity(
                chain: .file(try Tools.certificate("\(name).pem")), key: .file(try Tools.certificate("\(name).key")))
        }

        private func withServer(_ clients: ClientCertificates, _ body: (Int) async throws -> Void) async throws {
            let server = Server(
                ServerConfiguration(
                    address: .tcp("127.0.0.1", port: 0), tls: .tls(ServerTLS(try identity("server"), clients: clients)),
                    loops: 1, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
                services: [IdentityService()])
            let port = Int(try #require(try server.start().first?.port))
            do {
                try await body(port)
            } catch {
                await server.shutDown()
                throw error
            }
            await server.shutDown()
        }

        private func ask(_ port: Int, showing: Bool) async throws -> String {
            var options = ["localhost:\(port)", "--ca", try Tools.certificate("ca.pem")]
            if showing {
                options += ["--cert", try Tools.certificate("client.pem"), "--key", try Tools.certificate("client.key")]
            }
            return try await ChildProcess.run(try Tools.python(), [Tools.peer("mutual_tls")] + options).output
        }

        @Test func aServerKnowsGrpcioByItsCertificate() async throws {
            try await withServer(.required(try authority())) { port async throws in
                #expect(try await ask(port, showing: true) == "names: client.localhost\n")
                #expect(try await ask(port, showing: false) == "status: UNAVAILABLE\n")
            }
            try await withServer(.optional(try authority())) { port async throws in
                #expect(try await ask(port, showing: true) == "names: client.localhost\n")
                #expect(try await ask(port, showing: false) == "names: nobody\n")
            }
            try await withServer(.off) { port async throws in
                #expect(try await ask(port, showing: true) == "names: nobody\n")
            }
        }

        @Test func grpcioKnowsAClientByItsCertificate() async throws {
            let options = [
                "--with-parent", "--cert", try Tools.certificate("server.pem"), "--key",
                try Tools.certificate("server.key"), "--client-ca", try Tools.certificate("ca.pem"),
            ]
            let server = try ChildProcess(try Tools.python(), [Tools.peer("interop_server")] + options)
            let address = try await server.line(after: "listening on ")
            let known = try await username(address, try identity("client"))
            #expect(known == "client.localhost")
            await #expect(throws: RPCError.self) { try await username(address, nil) }
            #expect(try await server.stop() == 0, "\(server.transcript)")
        }

        private func username(_ address: String, _ identity: TLSIdentity?) async throws -> String {
            let security = ClientSecurity.tls(ClientTLS(try authority(), identity: identity))
            let client = try Client(address, configuration: ClientConfiguration(security: security))
            defer { client.close() }
            let request = SimpleRequest(fillUsername: true)
            return try await TestServiceClient(client).unaryCall(request, options: .deadline(.seconds(20))).username
        }
    }
}
