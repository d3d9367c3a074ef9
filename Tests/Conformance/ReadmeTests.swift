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

        /// Both calls that the server prints at its start, pasted into a shell; only the Python is the tests' own.
        @Test func theCallsThatTheServerPrintsWork() async throws {
            try await DemoServer.serving { server in
                _ = try await server.process.line(after: "    make python")
                let lines = server.process.output.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
                let own = try #require(lines.first { $0.contains(" greet Ada ") })
                let python = try #require(lines.first { $0.hasPrefix("make python && .venv/bin/python ") })
                let other = python.replacing("make python && .venv/bin/python", with: try Tools.python().path)
                for command in [String(own), other] {
                    let shell = try await ChildProcess.run(
                        try Tools.program("bash"), ["-c", "cd '\(Tools.repository.path)' && \(command)"])
                    #expect(shell.output.hasPrefix("Greet: Hello, Ada!\nWatch: 1 "), "\(command)\n\(shell.transcript)")
                    #expect(shell.output.hasSuffix("Chat: Greeter: Good question, Ada.\n"), "\(shell.transcript)")
                }
            }
        }

        private func text(_ path: String) throws -> String {
            try String(contentsOf: Tools.repository.appending(path: path), encoding: .utf8)
        }
    }
}
