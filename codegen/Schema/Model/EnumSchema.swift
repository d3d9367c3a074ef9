/// One enum.
public struct EnumSchema: Hashable, Sendable {
    public var name: String
    /// With package and enclosing messages, without a leading dot.
    public var fullName: String
    /// In source order; the first one is the default. Aliases share a number with an earlier value.
    public var values: [EnumValueSchema]
    /// A closed enum knows its values only; an open one keeps numbers that it does not know.
    public var isClosed: Bool
    public var features: Features
    public var isDeprecated: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, position: SourcePosition) {
        self.name = name
        self.fullName = fullName
        values = []
        isClosed = false
        features = Features()
        isDeprecated = false
        comments = Comments()
        self.position = position
        customOptions = []
    }
}

/// One value of an enum.
public struct EnumValueSchema: Hashable, Sendable {
    public var name: String
    /// Enum's full name, a dot, the value's name. (Protobuf's own scoping would leave out the enum's name.)
    public var fullName: String
    public var number: Int32
    /// The earlier value with the same number, when this one is an alias of it.
    public var aliasOf: String?
    public var isDeprecated: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, number: Int32, position: SourcePosition) {
        self.name = name
        self.fullName = fullName
        self.number = number
        aliasOf = nil
        isDeprecated = false
        comments = Comments()
        self.position = position
        customOptions = []
    }
}
