import GRPCCore
import GRPCProtobuf

/// Methods that nobody calls, ten in a service.
struct Crowd: RegistrableRPCService {
    let count: Int

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for number in 0..<count {
            router.registerHandler(
                forMethod: MethodDescriptor(
                    fullyQualifiedService: "benchmark.Crowd\(number / 10)", method: "Method\(number)"),
                deserializer: ProtobufDeserializer<Grpc_Testing_SimpleRequest>(),
                serializer: ProtobufSerializer<Grpc_Testing_SimpleResponse>()
            ) { _, _ in
                StreamingServerResponse(single: ServerResponse(message: Grpc_Testing_SimpleResponse()))
            }
        }
    }
}
