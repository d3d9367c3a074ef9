public import MartletSchema

/// What every emitter needs to know.
public struct GenerationContext: Sendable {
    public let schema: Schema
    public let names: Naming
    public let visibility: Visibility

    public init(schema: Schema, names: Naming, visibility: Visibility) {
        self.schema = schema
        self.names = names
        self.visibility = visibility
    }
}
