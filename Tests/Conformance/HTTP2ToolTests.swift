import Foundation
import Testing

extension Conformance {
    /// nghttp2's own tools call our server.
    @Suite struct HTTP2ToolTests {
        /// An empty gRPC message, and a SimpleRequest that asks for 100 bytes: `response_size: 100`.
        private static let emptyMessage: [UInt8] = [0, 0, 0, 0, 0]
        private static let hundredBytes: [UInt8] = [0, 0, 0, 0, 2, 0x10, 100]

        private func withBody(_ bytes: [UInt8], _ run: (String) async throws -> Void) async throws {
            let file = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString).body")
            try Data(bytes).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            try await run(file.path)
        }

        private let headers = ["-H", "te: trailers", "-H", "content-type: application/grpc"]

        @Test func nghttpSeesStatusInTrailers() async throws {
            try await DemoServer.serving { server in
                try await withBody(Self.emptyMessage) { body in
                    let url = "https://localhost:\(server.port)/grpc.testing.TestService/EmptyCall"
                    let tool = try await ChildProcess.run(
                        try Tools.program("nghttp"), ["-nv", "--no-verify-peer", "-d", body] + headers + [url])
                    #expect(tool.output.contains("The negotiated protocol: h2"))
                    #expect(tool.output.contains(":status: 200"))
                    #expect(tool.output.contains("content-type: application/grpc"))
                    #expect(tool.output.contains("grpc-status: 0"), "\(tool.output)")
                }
            }
        }

        @Test(arguments: [(clients: 10, streams: 100, plaintext: false), (1, 1, false), (10, 100, true)])
        func h2loadSucceeds(clients: Int, streams: Int, plaintext: Bool) async throws {
            let calls = clients * streams * 5
            try await DemoServer.serving(plaintext: plaintext, logLevel: "warning") { server in
                try await withBody(Self.hundredBytes) { body in
                    let scheme = plaintext ? "http" : "https"
                    let url = "\(scheme)://localhost:\(server.port)/grpc.testing.TestService/UnaryCall"
                    let load = ["-n\(calls)", "-c\(clients)", "-m\(streams)", "-d", body]
                    let tool = try await ChildProcess.run(try Tools.program("h2load"), load + headers + [url])
                    #expect(tool.output.contains("\(calls) succeeded, 0 failed, 0 errored, 0 timeout"))
                    #expect(tool.output.contains("\(calls) 2xx"), "\(tool.output)")
                }
                #expect(server.logLines.isEmpty, "LOG_LEVEL=warning silences the line per call")
            }
        }
    }
}
