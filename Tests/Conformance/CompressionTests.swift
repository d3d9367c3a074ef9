import Martlet
import MartletCompression
import MartletInterop
import RawHTTP2
import Testing

extension Conformance {
    /// Compressed messages from and to others, and from those who mean no good.
    @Suite struct CompressionTests {
        @Test(arguments: compressionCases)
        func grpcioCallsOurServer(name: String) async throws {
            try await DemoServer.serving { try await $0.runPeer("interop_client", ["--case", name]) }
        }

        @Test func ourClientCallsOurServer() async throws {
            try await DemoServer.serving { server in
                let target = ["--port", "\(server.port)", "--ca", try Tools.certificate("ca.pem")]
                let tool = try await ChildProcess.run(
                    try Tools.demo(), ["interop", "--case", "compression"] + target)
                let passed = tool.output.split(separator: "\n").filter { $0.hasSuffix(": passed") }
                #expect(passed.map(String.init) == compressionCases.map { "\($0): passed" })
            }
        }

        /// grpcio can compress its responses, and read compressed requests; whether they were it doesn't tell.
        @Test(arguments: CompressionAlgorithm.available.filter { ["gzip", "deflate"].contains("\($0)") })
        func ourClientCallsGrpcio(algorithm: CompressionAlgorithm) async throws {
            try await GrpcioServer.serving { port in
                var configuration = ClientConfiguration(
                    security: .tls(trustRoots: .pem(.file(try Tools.certificate("ca.pem")))))
                configuration.requestCompression = algorithm
                let client = try Client("dns:///localhost:\(port)", configuration: configuration)
                for name in ["server_compressed_unary", "server_compressed_streaming"] + officialCases {
                    do {
                        try await InteropCase.named(name)?.run(on: client)
                    } catch {
                        Issue.record("\(name): \(error)")
                    }
                }
                client.close()
            }
        }

        /// A hundred calls at once whose requests hold 60 MiB each, in 60 KiB: all are refused, and the server needs no
        /// more memory than for a few large messages.
        @Test func aHundredBombsCostLittleMemory() async throws {
            let zeros = [UInt8](repeating: 0, count: 60 << 20)
            let compressed = zeros.withUnsafeBytes { MessageCodecs().compress($0, with: .gzip, .smallest) }
            let bomb = try #require(compressed)
            try await DemoServer.serving(["--loops", "2"], plaintext: true, logLevel: "error") { server in
                let before = try ProcessFootprint(of: server.process.identifier)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<10 { group.addTask { try await Self.explode(bomb, calls: 10, port: server.port) } }
                    try await group.waitForAll()
                }
                let after = try ProcessFootprint(of: server.process.identifier)
                let growth = after.peakKibibytes - before.peakKibibytes
                print("bombs: 100 at once took \(growth) KiB")
                #expect(growth < 100 << 10 || !ProcessFootprint.judgesMemory)
            }
        }

        /// Makes so many calls on a connection of their own, all with this compressed message.
        private static func explode(_ bomb: [UInt8], calls: Int, port: Int) async throws {
            let peer = try RawPeer.connect(port: UInt16(port))
            try await peer.handshake()
            let fields = HeaderFields.call("/grpc.testing.TestService/UnaryCall").adding("grpc-encoding", "gzip")
            let message = [1] + withUnsafeBytes(of: UInt32(bomb.count).bigEndian) { Array($0) } + bomb
            let streams = (0..<calls).map { UInt32(2 * $0 + 1) }
            for stream in streams { peer.send(.headers(stream, fields)) }
            for start in stride(from: 0, to: message.count, by: 16_384) {
                let end = min(start + 16_384, message.count)
                for stream in streams {
                    peer.send(.data(stream, Array(message[start..<end]), endStream: end == message.count))
                }
            }
            var statuses: [UInt32: String] = [:]
            while statuses.count < calls, let arrival = await peer.next() {
                if let stream = arrival.frame?.stream, let status = arrival.fields?["grpc-status"] {
                    statuses[stream] = status
                }
            }
            #expect(statuses == Dictionary(uniqueKeysWithValues: streams.map { ($0, "8") }))
        }
    }
}
