import Foundation
import Logging
import Martlet
import MartletLoad
import MartletReflection
import Testing

/// A server in this process, and plans that call it over a socket.
struct Site {
    let port: UInt16
    var target: String { "127.0.0.1:\(port)" }

    /// Serves while `body` runs.
    static func serving(_ services: [any RPCService], _ body: (Site) async throws -> Void) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let server = Server(
            ServerConfiguration(
                address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, shutdownGrace: .seconds(1),
                logger: logger),
            services: services)
        let port = try #require(try server.start().first?.port)
        do {
            try await body(Site(port: port))
        } catch {
            await server.shutDown()
            throw error
        }
        await server.shutDown()
    }

    /// A plan for a method of grpc.testing.TestService, without a warm-up.
    func plan(_ method: String, json: String = "{}", _ adjust: (inout LoadPlan) -> Void = { _ in }) async throws
        -> LoadPlan
    {
        let found = try await Schemas.method("grpc.testing.TestService/\(method)")
        var plan = LoadPlan(
            target: target, security: .cleartext, method: found,
            requests: try EncodedRequests(DynamicMessage(json: json, as: found.request)))
        plan.warmUp = .zero
        adjust(&plan)
        return plan
    }

    /// Runs a plan of one step.
    func run(_ plan: LoadPlan) async throws -> LoadStep {
        try #require(try await LoadRun(plan).report().steps.first)
    }
}

/// Descriptor sets of this repository's schemas, as protoc writes them.
enum Schemas {
    static func method(_ name: String) async throws -> LoadMethod {
        try await MethodLookup.descriptorSet(try testService.get()).method(MethodName(name))
    }

    static let testService = Result { try descriptorSet("grpc/testing/test.proto") }

    static func descriptorSet(_ path: String) throws -> [UInt8] {
        let proto = URL(filePath: #filePath).appending(path: "../../../../Proto").standardized.path
        let output = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let protoc = try Process.run(
            URL(filePath: "/usr/bin/env"),
            arguments: ["protoc", "-I", proto, "--include_imports", "--descriptor_set_out=\(output.path)", path])
        protoc.waitUntilExit()
        return Array(try Data(contentsOf: output))
    }
}
