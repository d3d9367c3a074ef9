public import MartletProtobuf

/// Who sends one message and who sends many.
public enum CallShape: String, Hashable, Sendable {
    case unary, clientStreaming, serverStreaming, bidirectionalStreaming
}

/// A method of a schema: where it is found and what travels. Generated code holds one for each.
public struct MethodDescriptor<Request: Message, Response: Message>: Hashable, Sendable {
    /// The full name of the service: `greeter.v1.Greeter`.
    public let service: String
    /// The method's name in the schema: `Greet`.
    public let method: String
    /// Who sends one message and who sends many.
    public let shape: CallShape
    /// The request path: `/greeter.v1.Greeter/Greet`.
    public let path: String

    /// Describes a method.
    public init(service: String, method: String, shape: CallShape) {
        self.service = service
        self.method = method
        self.shape = shape
        path = "/\(service)/\(method)"
    }
}
