public import Martlet
import MartletProtobuf
public import MartletReflection
import MartletServices

/// Where the schema of a method comes from.
public enum MethodLookup: Sendable {
    /// Schemas that the program carries.
    case linked([FileDescriptor])
    /// An encoded `google.protobuf.FileDescriptorSet`, as `protoc --include_imports --descriptor_set_out` writes it.
    case descriptorSet([UInt8])
    /// The server's reflection service.
    case reflection(Client)

    /// Finds the method, or says where it was looked for. Throws ``LoadError`` or `ReflectionError`.
    nonisolated(nonsending) public func method(_ name: MethodName) async throws -> LoadMethod {
        switch self {
        case .linked(let files):
            let services = files.flatMap(\.services)
            let service = services.first { $0.fullName == name.service }
            return try Self.method(name, in: service, of: services.map(\.fullName), source: "this program")
        case .descriptorSet(let bytes):
            let pool = try Self.pool(bytes)
            let services = pool.files.flatMap(\.services).map(\.fullName)
            return try Self.method(name, in: pool.service(named: name.service), of: services, source: "the file")
        case .reflection(let client):
            let pool = try await ReflectionClient(client).pool(declaring: name.service)
            return try Self.method(name, in: pool.service(named: name.service), of: [], source: "the server")
        }
    }

    private static func pool(_ bytes: [UInt8]) throws(LoadError) -> DescriptorPool {
        do throws(DescriptorError) {
            return try DescriptorPool(fileDescriptorSet: bytes)
        } catch {
            throw LoadError(
                "--descriptor-set", "the file can't be used: \(error)",
                advice: "write it with protoc --include_imports --descriptor_set_out=FILE")
        }
    }

    private static func method(
        _ name: MethodName, in service: ServiceDescriptor?, of services: [String], source: String
    ) throws(LoadError) -> LoadMethod {
        guard let service else {
            let known = services.isEmpty ? "" : " (it has \(services.sorted().prefix(20).joined(separator: ", ")))"
            throw LoadError(
                "method", "\(source) has no service \(name.service)\(known)",
                advice: "check the name, or give its schema with --descriptor-set")
        }
        guard let method = service.method(named: name.method) else {
            let known = service.methods.prefix(50).map(\.name).joined(separator: ", ")
            throw LoadError(
                "method", "\(service.fullName) has no method \(name.method)", advice: "it has \(known)")
        }
        return LoadMethod(method)
    }
}
