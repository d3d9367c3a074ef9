internal import MartletSchema

/// The Swift names of what stands for a field's default.
struct DefaultNames: Sendable {
    /// The static constant, such as `defaultRetries`.
    let constant: String
    /// The property that falls back on it, such as `retriesOrDefault`; with underscores when a field has that name.
    let property: String

    /// - Parameters:
    ///   - field: The field's property; backticks don't count.
    ///   - taken: Names of the message's other members.
    init(for field: String, besides taken: Set<String>) {
        let bare = field.filter { $0 != "`" }
        constant = "default" + bare.prefix(1).uppercased() + bare.dropFirst()
        var property = bare + "OrDefault"
        while taken.contains(property) { property += "_" }
        self.property = property
    }
}
