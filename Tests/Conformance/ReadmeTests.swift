import Foundation
import Martlet
import MartletEventLoop
import MartletInterop
import MartletProtobuf
import MartletTLS
import Testing

extension Conformance {
    /// What the first page shows compiles and works.
    @Suite struct ReadmeTests {
        @Test func theServiceIsTheOneThatIsCompiled() throws {
            let readme = try text("README.md")
            let example = try text("Tests/Conformance/ReadmeExample.swift")
            let start = try #require(example.range(of: "struct Greeter"))
            #expect(readme.contains(example[start.lowerBound...]))
        }

        @Test func theServiceAnswersTheCaller() async throws {
            let chain = try Tools.certificate("server.pem"), key = try Tools.certificate("server.key")
            let security = ServerSecurity.pem(chain: .file(chain), key: .file(key))
            let server = Server(.init(address: .tcp("127.0.0.1", port: 0), tls: security), services: [Greeter()])
            let port = try #require(try server.start().first?.port)
            let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
            let client = try Client(
                "dns:///localhost:\(port)", configuration: ClientConfiguration(security: .tls(trustRoots: roots)))
            let greeter = GreeterClient(client)
            let reply = try await greeter.greet(GreetRequest(name: "Ada"), options: .deadline(.seconds(10)))
            #expect(reply.message == "Hello, Ada!")

            let upload = try await greeter.upload()
            for piece in ["Dear ", "Ada"] { try await upload.send(Chunk(data: Bytes(piece.utf8))) }
            #expect(try await upload.finish().byteCount == 8)

            var sequences: [UInt64] = []
            for try await event in try await greeter.watch(WatchRequest(count: 3)) { sequences.append(event.sequence) }
            #expect(sequences == [1, 2, 3])
            client.close()
            await server.shutDown()
        }

        private func text(_ path: String) throws -> String {
            try String(contentsOf: Tools.repository.appending(path: path), encoding: .utf8)
        }
    }
}
