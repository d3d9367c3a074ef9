import Martlet

/// The method of each version of the reflection service, the newest first. They differ by nothing but the service's
/// name, so one set of messages speaks both.
enum ReflectionVersions {
    static let all = [
        ServerReflectionMethods.serverReflectionInfo,
        MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse>(
            service: ServerReflectionV1AlphaMethods.serverReflectionInfo.service,
            method: ServerReflectionV1AlphaMethods.serverReflectionInfo.method, shape: .bidirectionalStreaming),
    ]
}
