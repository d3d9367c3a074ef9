import Martlet
import MartletInterop
import MartletTLS
import Testing

extension Conformance {
    /// Our client calls a grpcio server over TLS.
    @Suite struct GrpcioServerTests {
        @Test func theCasesAreTheOfficialOnes() {
            #expect(InteropCase.all.map(\.name).sorted() == officialCases.sorted())
        }

        @Test(arguments: officialCases)
        func interopCase(name: String) async throws {
            let interopCase = try #require(InteropCase.named(name))
            try await GrpcioServer.serving { port in
                let client = try client(of: port)
                do {
                    try await interopCase.run(on: client)
                } catch {
                    Issue.record("\(name): \(error)")
                }
                client.close()
            }
        }

        @Test func aThousandCallsShareAConnection() async throws {
            try await GrpcioServer.serving { port in
                let client = try client(of: port), service = TestServiceClient(client)
                let request = SimpleRequest(responseSize: 100)
                for _ in 0..<1000 {
                    let response = try await service.unaryCall(request, options: .deadline(.seconds(20)))
                    #expect(response.payload?.body.count == 100)
                }
                try await withThrowingTaskGroup { group in
                    for _ in 0..<300 {
                        group.addTask { try await service.unaryCall(request, options: .deadline(.seconds(20))) }
                    }
                    for try await response in group { #expect(response.payload?.body.count == 100) }
                }
                client.close()
            }
        }

        private func client(of port: Int) throws -> Client {
            let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
            let configuration = ClientConfiguration(security: .tls(trustRoots: roots))
            return try Client("dns:///localhost:\(port)", configuration: configuration)
        }

        /// The same through the command that a user runs, on one connection and by name.
        @Test func allCasesByTheDemo() async throws {
            try await GrpcioServer.serving { port in
                let target = ["--host", "127.0.0.1", "--server-name", "localhost", "--port", "\(port)"]
                let tool = try await ChildProcess.run(
                    try Tools.demo(), ["interop"] + target + ["--ca", try Tools.certificate("ca.pem")])
                #expect(tool.output.split(separator: "\n").filter { $0.hasSuffix(": passed") }.count == 14)
            }
        }
    }
}
