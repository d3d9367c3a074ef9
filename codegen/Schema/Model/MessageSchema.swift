/// One message.
public struct MessageSchema: Hashable, Sendable {
    /// As written in the schema.
    public var name: String
    /// With package and enclosing messages, without a leading dot.
    public var fullName: String
    /// In source order; `number` order is the emitter's to make.
    public var fields: [FieldSchema]
    /// Real oneofs only: the one that protoc makes up for a proto3 `optional` field is dissolved into presence.
    public var oneofs: [OneofSchema]
    /// Nested messages; map entries are not among them.
    public var messages: [MessageSchema]
    public var enums: [EnumSchema]
    /// Extensions declared inside this message.
    public var extensions: [ExtensionSchema]
    /// Number ranges that extensions may use; the upper bound is not included.
    public var extensionRanges: [Range<Int32>]
    public var isDeprecated: Bool
    /// The proto1 relic `message_set_wire_format`.
    public var usesMessageSetFormat: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var features: Features
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, position: SourcePosition) {
        self.name = name
        self.fullName = fullName
        fields = []
        oneofs = []
        messages = []
        enums = []
        extensions = []
        extensionRanges = []
        isDeprecated = false
        usesMessageSetFormat = false
        comments = Comments()
        self.position = position
        features = Features()
        customOptions = []
    }

    /// This message, then those nested in it at any depth.
    public var selfAndNested: [MessageSchema] {
        [self] + messages.flatMap { $0.selfAndNested }
    }

    /// The fields of one oneof, in source order.
    public func fields(of oneof: OneofSchema) -> [FieldSchema] {
        fields.filter { $0.oneof == oneof.name }
    }
}

/// A oneof: of its fields at most one is set.
public struct OneofSchema: Hashable, Sendable {
    public var name: String
    /// Message's full name, a dot, the oneof's name.
    public var fullName: String
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, position: SourcePosition) {
        self.name = name
        self.fullName = fullName
        comments = Comments()
        self.position = position
        customOptions = []
    }
}
