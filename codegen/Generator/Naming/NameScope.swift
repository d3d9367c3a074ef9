internal import MartletSchema

/// The names taken in one Swift scope, and by whom.
struct NameScope {
    /// What the scope belongs to, for errors.
    let subject: String
    /// What to do when two declarations want the same name.
    let help: String
    private var owners: [String: (fullName: String, position: SourcePosition)] = [:]

    init(subject: String, help: String) {
        self.subject = subject
        self.help = help
    }

    func contains(_ name: String) -> Bool { owners[name] != nil }

    /// The names that are taken.
    var names: Set<String> { Set(owners.keys) }

    /// Takes `name` for the declaration `fullName`.
    mutating func claim(
        _ name: String, for fullName: String, at position: SourcePosition
    ) throws(SchemaError) {
        if let owner = owners[name] {
            throw SchemaError(
                at: position,
                "\(fullName) and \(owner.fullName) (\(owner.position)) would both be named \(name) in \(subject)",
                help: "\(help), or choose a Swift name: --name \(fullName)=NAME")
        }
        owners[name] = (fullName, position)
    }
}
