public import Martlet
public import MartletReflection
import Synchronization

/// Serves `grpc.reflection.v1.ServerReflection` and `v1alpha`: what grpcurl, `buf curl` and `martlet load` ask to call
/// services whose schemas they do not have.
///
///     let server = Server(configuration, services: [Greeter(), ReflectionServer(GreeterMethods.self)])
///
/// It lists every service that the server offers, and describes those that it is given, together with all that their
/// schemas import, `grpc.health.v1` and itself. Whoever can call the server can read those schemas: leave the line out
/// where that is not wanted.
public final class ReflectionServer: Sendable {
    private let schemas: ReflectedSchemas
    private let served = Mutex<[String]>([])

    /// Describes these services; their module has `"descriptors": true` in `martlet-gen.json`.
    ///
    /// - Parameter files: more to tell of: files whose extensions or messages in `Any` a caller may ask for.
    public init(_ services: any DescribedService.Type..., files: [FileDescriptor] = []) {
        let own: [any DescribedService.Type] = [
            ServerReflectionMethods.self, ServerReflectionV1AlphaMethods.self, HealthMethods.self,
        ]
        schemas = ReflectedSchemas((services + own).map { $0.descriptor.file } + files)
    }

    private func answer(
        _ requests: RequestStream<ServerReflectionRequest>, _ responses: ResponseWriter<ServerReflectionResponse>
    ) async throws {
        var sent: Set<String> = []
        for try await request in requests {
            try await responses.write(
                ServerReflectionResponse(
                    validHost: request.host, originalRequest: request,
                    messageResponse: answer(request.messageRequest, &sent)))
        }
    }

    private func answer(
        _ question: ServerReflectionRequest.MessageRequest?, _ sent: inout Set<String>
    ) -> ServerReflectionResponse.MessageResponse {
        switch question {
        case .fileByFilename(let name):
            return files(schemas.file(named: name), "file \(name)", &sent)
        case .fileContainingSymbol(let symbol):
            return files(schemas.file(declaring: symbol), "symbol \(symbol)", &sent)
        case .fileContainingExtension(let wanted):
            let file = schemas.file(extending: wanted.containingType, number: Int(wanted.extensionNumber))
            return files(file, "extension \(wanted.extensionNumber) of \(wanted.containingType)", &sent)
        case .allExtensionNumbersOfType(let type):
            guard let numbers = schemas.extensionNumbers(of: type) else { return Self.notFound("message \(type)") }
            return .allExtensionNumbersResponse(
                ExtensionNumberResponse(baseTypeName: type, extensionNumber: numbers.map { Int32($0) }))
        case .listServices:
            let names = served.withLock { $0 }
            return .listServicesResponse(ListServiceResponse(service: names.map { ServiceResponse(name: $0) }))
        case nil:
            return Self.error(.invalidArgument, "the question is empty")
        }
    }

    private func files(
        _ file: FileDescriptor?, _ wanted: String, _ sent: inout Set<String>
    ) -> ServerReflectionResponse.MessageResponse {
        guard let file else { return Self.notFound(wanted) }
        return .fileDescriptorResponse(FileDescriptorResponse(fileDescriptorProto: schemas.encoded(file, &sent)))
    }

    private static func error(_ code: RPCError.Code, _ words: String) -> ServerReflectionResponse.MessageResponse {
        .errorResponse(ErrorResponse(errorCode: Int32(code.rawValue), errorMessage: words))
    }

    private static func notFound(_ wanted: String) -> ServerReflectionResponse.MessageResponse {
        error(.notFound, "no \(wanted.prefix(256)) is known here")
    }
}

extension ReflectionServer: RPCService {
    public func serverWillStart(serving services: [String]) { served.withLock { $0 = services } }

    public func register(in methods: inout MethodRegistry) {
        for version in ReflectionVersions.all {
            methods.bidirectionalStreaming(version) { requests, responses, _ in
                try await self.answer(requests, responses)
            }
        }
    }
}
