/// One service.
public struct ServiceSchema: Hashable, Sendable {
    public var name: String
    /// As the wire spells it in `:path`, such as `greeter.v1.Greeter`.
    public var fullName: String
    public var methods: [MethodSchema]
    public var isDeprecated: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, position: SourcePosition) {
        self.name = name
        self.fullName = fullName
        methods = []
        isDeprecated = false
        comments = Comments()
        self.position = position
        customOptions = []
    }
}

/// One method of a service.
public struct MethodSchema: Hashable, Sendable {
    /// How many messages go each way.
    public enum Shape: Hashable, Sendable {
        case unary
        case clientStreaming
        case serverStreaming
        case bidirectionalStreaming
    }

    public var name: String
    /// Service's full name, a dot, the method's name.
    public var fullName: String
    /// Full name of the request message.
    public var request: String
    /// Full name of the response message.
    public var response: String
    public var shape: Shape
    public var isDeprecated: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, request: String, response: String, shape: Shape) {
        self.name = name
        self.fullName = fullName
        self.request = request
        self.response = response
        self.shape = shape
        isDeprecated = false
        comments = Comments()
        position = SourcePosition(path: "")
        customOptions = []
    }
}
