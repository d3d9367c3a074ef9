public import Martlet
public import MartletReflection

/// A method to be called: its path, who sends many messages, and what its requests are.
public struct LoadMethod: Hashable, Sendable {
    /// The full name of the service: `greeter.v1.Greeter`.
    public let service: String
    /// The method's name in the schema: `Greet`.
    public let name: String
    /// Who sends one message and who sends many.
    public let shape: CallShape
    /// What requests are made of.
    public let request: MessageDescriptor

    /// The method that a schema describes.
    public init(_ descriptor: MartletReflection.MethodDescriptor) {
        service = descriptor.service.fullName
        name = descriptor.name
        request = descriptor.input
        shape =
            switch (descriptor.isClientStreaming, descriptor.isServerStreaming) {
            case (false, false): .unary
            case (false, true): .serverStreaming
            case (true, false): .clientStreaming
            case (true, true): .bidirectionalStreaming
            }
    }

    /// How gRPC addresses it: `/greeter.v1.Greeter/Greet`.
    public var path: String { "/\(service)/\(name)" }

    /// The method for calls that carry bytes: requests that were encoded before, responses that are only measured.
    var opaque: Martlet.MethodDescriptor<EncodedRequest, MeasuredResponse> {
        Martlet.MethodDescriptor(service: service, method: name, shape: shape)
    }
}
