public import MartletSchema

/// What every emitter needs to know.
public struct GenerationContext: Sendable {
    public let schema: Schema
    public let names: Naming
    public let visibility: Visibility
    /// Full names of the messages that are not whole without certain fields, of their own or further down.
    let messagesToCheck: Set<String>
    let layout: MessageLayout

    public init(schema: Schema, names: Naming, visibility: Visibility) {
        self.schema = schema
        self.names = names
        self.visibility = visibility
        layout = MessageLayout(schema: schema)
        messagesToCheck = schema.messagesWithRequiredFields()
    }
}
