import Foundation
import MartletProtobuf
import MartletReflection
import MartletServices
import Testing

extension Conformance {
    /// `martlet load` against servers in processes of their own: grpcio's, which counts calls too, and the demo.
    @Suite struct LoadTests {
        /// Arguments of a run of so many calls, and how many messages come back.
        private static let shapes: [(method: String, options: [String], messages: Int)] = [
            ("UnaryCall", ["--data", #"{"responseSize": 10}"#, "--request-bytes", "10...100"], 60),
            ("StreamingOutputCall", ["--data", #"{"responseParameters": [{"size": 1}, {"size": 2}]}"#], 120),
            ("StreamingInputCall", ["--request-bytes", "20", "--messages", "5"], 60),
            ("FullDuplexCall", ["--data", #"{"responseParameters": [{"size": 1}]}"#, "--messages", "4"], 240),
            (
                "FullDuplexCall",
                ["--data", #"{"responseParameters": [{"size": 1}]}"#, "--messages", "4", "--exchange", "full-duplex"],
                240
            ),
        ]

        @Test(arguments: shapes.indices, [[], ["--rate", "300"], ["--rate", "300", "--arrival", "poisson"]])
        func grpcioCountsTheSameCalls(shape: Int, pace: [String]) async throws {
            let (method, options, messages) = Self.shapes[shape]
            let calls = try await GrpcioServer.serving(plaintext: true) { port in
                let load = try await LoadCommand(
                    ["127.0.0.1:\(port)", "grpc.testing.TestService/\(method)", "--plaintext", "--calls", "60"]
                        + ["--warm-up", "0", "--connections", "2", "--loops", "2"] + options + pace)
                #expect(load.exitCode == 0, "\(load.process.transcript)")
                #expect(load.count("calls") == 60 && load.statuses == ["OK": 60])
                #expect(load.count("messages_received") == messages)
            }
            #expect(calls == 60)
        }

        @Test func theSchemaComesByReflection() async throws {
            let calls = try await GrpcioServer.serving(["--reflection"], plaintext: true) { port in
                let load = try await LoadCommand([
                    "127.0.0.1:\(port)", "grpc.testing.TestService/UnaryCall", "--plaintext", "--reflection",
                    "--calls", "20", "--warm-up", "0", "--data", #"{"responseSize": 10}"#,
                ])
                #expect(load.exitCode == 0, "\(load.process.transcript)")
                #expect(load.statuses == ["OK": 20] && load.count("response_bytes") == 20 * 14)
            }
            #expect(calls >= 21, "reflection is a call too")
        }

        @Test func aServerWithoutReflectionIsNamed() async throws {
            try await GrpcioServer.serving(plaintext: true) { port in
                let load = try await LoadCommand(
                    ["127.0.0.1:\(port)", "grpc.testing.TestService/UnaryCall", "--plaintext", "--reflection"])
                #expect(load.exitCode != 0 && load.process.errors.contains("no reflection service"))
            }
        }

        @Test func theSchemaComesFromADescriptorSet() async throws {
            let set = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString).set")
            defer { try? FileManager.default.removeItem(at: set) }
            try await ChildProcess.run(
                try Tools.program("protoc"),
                [
                    "-I", Tools.repository.appending(path: "Proto").path, "--include_imports",
                    "--descriptor_set_out=\(set.path)", "grpc/testing/test.proto",
                ])
            try await DemoServer.serving(plaintext: true) { server in
                let load = try await LoadCommand([
                    "127.0.0.1:\(server.port)", "grpc.testing.TestService/UnaryCall", "--plaintext",
                    "--descriptor-set", set.path, "--calls", "20", "--warm-up", "0",
                ])
                #expect(load.exitCode == 0 && load.count("calls") == 20, "\(load.process.transcript)")
            }
        }

        @Test func callsGoOverTLSAndCarryMetadata() async throws {
            try await DemoServer.serving { server in
                let load = try await LoadCommand([
                    "localhost:\(server.port)", "greeter.v1.Greeter/Greet", "--data", #"{"name": "Ada"}"#,
                    "--ca", try Tools.certificate("ca.pem"), "--calls", "50", "--warm-up", "0", "-H", "x-key: value",
                    "--deadline", "10s", "--connections", "2", "--streams", "3",
                ])
                #expect(load.exitCode == 0 && load.statuses == ["OK": 50], "\(load.process.transcript)")
            }
        }

        @Test func unexpectedStatusesMakeItFail() async throws {
            try await DemoServer.serving(plaintext: true) { server in
                let call = [
                    "127.0.0.1:\(server.port)", "grpc.testing.TestService/UnimplementedCall", "--plaintext",
                    "--calls", "10", "--warm-up", "0",
                ]
                let failed = try await LoadCommand(call)
                #expect(failed.exitCode == 1 && failed.statuses == ["UNIMPLEMENTED": 10])
                let expected = try await LoadCommand(call + ["--expect", "UNIMPLEMENTED"])
                #expect(expected.exitCode == 0)
            }
        }

        @Test(arguments: [
            (["--connections", "0"], "--connections: 0 is not from 1 to 10000"),
            (["--rate", "1", "--steps", "1,2"], "--steps: --rate is given as well; leave one of them out"),
            (["--steps", "1,x"], "--steps: `x` is no rate"),
            (["--duration", "soon"], "--duration: `soon` is no time; write it as 500ms, 10s or 2m"),
            (["--duration", "1s", "--calls", "1"], "--calls: --duration is given as well"),
            (["--arrival", "sometimes"], "--arrival: there is no `sometimes`; write constant or poisson"),
            (["--exchange", "chess"], "--exchange: there is no `chess`; write ping-pong or full-duplex"),
            (["--expect", "FINE"], "--expect: `FINE` is no status"),
            (["--data", "{"], "--data: it is no grpc.testing.SimpleRequest"),
            (["--data", "@/nowhere"], "--data: /nowhere can't be read"),
            (["--request-bytes", "9...1"], "--request-bytes: `9...1` is no size"),
            (["-H", "value"], "-H: `value` is no metadata; write it as key: value"),
            (["--cert", "a.pem"], "--cert and --key belong together"),
        ])
        func badOptionsSayWhatToDo(options: [String], message: String) async throws {
            let plaintext = options.contains("--cert") ? [] : ["--plaintext"]
            let load = try await LoadCommand(
                ["127.0.0.1:1", "grpc.testing.TestService/UnaryCall"] + plaintext + options)
            #expect(load.exitCode != 0 && load.process.errors.contains(message), "\(load.process.transcript)")
        }

        /// Ours was written anew; grpcio's schema of v1alpha says the same, and v1 differs by its name alone.
        @Test(arguments: ["v1", "v1alpha"])
        func theReflectionSchemaIsTheOneThatGrpcioHas(version: String) async throws {
            let script = """
                import base64
                from google.protobuf import descriptor_pb2
                from grpc_reflection.v1alpha import reflection_pb2
                file = descriptor_pb2.FileDescriptorProto()
                reflection_pb2.DESCRIPTOR.CopyToProto(file)
                text = base64.b64encode(file.SerializeToString()).decode()
                print(text)
                """
            let python = try await ChildProcess.run(try Tools.python(), ["-c", script])
            let text = python.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let theirs = try FileDescriptorProto(decoding: Array(try #require(Data(base64Encoded: text))))
            let ours = version == "v1"
                ? ServerReflectionRequest.descriptor.file.proto : ServerReflectionRequestV1Alpha.descriptor.file.proto
            #expect(try facts(ours, version) == facts(theirs, "v1alpha"))
        }

        /// What a schema declares, without the names of file and version and without JSON names, which protoc adds.
        private func facts(_ file: FileDescriptorProto, _ version: String) throws -> String {
            var bare = FileDescriptorProto(messageType: file.messageType, service: file.service, syntax: file.syntax)
            for message in bare.messageType.indices {
                for field in bare.messageType[message].field.indices {
                    bare.messageType[message].field[field].jsonName = nil
                }
            }
            return try DynamicMessage(bare).jsonString()
                .replacingOccurrences(of: "grpc.reflection.\(version).", with: "grpc.reflection.")
        }
    }
}
