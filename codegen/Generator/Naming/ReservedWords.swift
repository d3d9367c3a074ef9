/// Names that generated code can't use as they are.
enum ReservedWords {
    /// Words of the Swift language: usable as names between backticks.
    static let keywords: Set<String> = [
        // Declarations
        "actor", "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init",
        "inout", "internal", "let", "macro", "open", "operator", "package", "precedencegroup", "private", "protocol",
        "public", "rethrows", "static", "struct", "subscript", "typealias", "var",
        // Statements
        "break", "case", "catch", "continue", "default", "defer", "do", "else", "fallthrough", "for", "guard", "if",
        "in", "repeat", "return", "switch", "throw", "where", "while",
        // Expressions and types
        "Any", "as", "async", "await", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try",
        // Patterns
        "_",
    ]

    /// Mean something else after a dot, backticks or not.
    private static let meta: Set<String> = ["init", "self", "Self", "Type", "Protocol"]

    /// What `Message` and its protocols already define.
    private static let messageMembers: Set<String> = meta.union([
        "description", "debugDescription", "encoded", "hash", "hashValue", "messageName", "unknownFields",
        "withEncodedSize",
    ])

    /// What enums already define. `none` and `some` would be taken for the cases of an Optional.
    private static let enumMembers: Set<String> = meta.union([
        "allCases", "debugDescription", "description", "hash", "hashValue", "none", "rawValue", "some",
    ])

    /// What messages already define as static members.
    private static let staticMembers: Set<String> = meta.union(["descriptor", "messageName"])

    /// What generated services, clients and lists of methods already define.
    private static let serviceMembers: Set<String> = meta.union(["client", "descriptor", "register"])

    /// Type names that generated code uses for the standard library's own types, or that the language claims.
    static let types: Set<String> = [
        "Any", "AnyObject", "Array", "Bool", "Dictionary", "Double", "Equatable", "Error", "ExtendedMessage",
        "ExtensionValue", "Float", "Hashable",
        "Hasher", "Int", "Int32", "Int64", "Martlet", "MartletProtobuf", "Never", "Optional", "Protocol",
        "RawRepresentable", "Self", "Sendable", "String", "Swift", "Type", "UInt", "UInt32", "UInt64", "UInt8", "Void",
    ]

    /// `name` as a message's property. Reserved names get an underscore, keywords get backticks.
    static func property(_ name: String) -> String {
        messageMembers.contains(name) || name.hasPrefix("_pb") ? name + "_" : quoted(name)
    }

    /// `name` as an enum's value.
    static func enumCase(_ name: String) -> String {
        enumMembers.contains(name) || name.hasPrefix("_pb") ? name + "_" : quoted(name)
    }

    /// `name` as a oneof's case and as the property for it.
    static func oneofMember(_ name: String) -> String {
        enumMembers.contains(name) ? name + "_" : property(name)
    }

    /// `name` as a method of a service or client.
    static func method(_ name: String) -> String {
        serviceMembers.contains(name) ? name + "_" : quoted(name)
    }

    /// `name` as a static member that stands for an extension.
    static func extensionField(_ name: String) -> String {
        staticMembers.contains(name) || name.hasPrefix("_pb") ? name + "_" : quoted(name)
    }

    /// `name` as a type.
    static func type(_ name: String) -> String {
        types.contains(name) ? name + "_" : quoted(name)
    }

    private static func quoted(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }
}
