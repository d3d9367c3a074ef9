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

    /// Member names that mean something else after a dot, or that the runtime's protocols already define.
    static let members: Set<String> = [
        "init", "self", "Self", "Type", "Protocol", "description", "debugDescription", "hashValue", "hash", "encode",
        "decode", "encoded", "messageName", "unknownFields", "rawValue", "allCases",
    ]

    /// Names of methods that clash with the members of generated clients and services.
    static let methods: Set<String> = ["client", "register"]

    /// Type names that generated code uses for the standard library's own types, or that the language claims.
    static let types: Set<String> = [
        "Any", "AnyObject", "Array", "Bool", "Dictionary", "Double", "Equatable", "Error", "Float", "Hashable", "Hasher",
        "Int", "Int32", "Int64", "Martlet", "MartletProtobuf", "Never", "Optional", "Protocol", "RawRepresentable",
        "Self", "Sendable", "String", "Swift", "Type", "UInt", "UInt32", "UInt64", "UInt8", "Void",
    ]

    /// `name` as a member: reserved ones get an underscore, keywords get backticks.
    static func member(_ name: String) -> String {
        members.contains(name) ? name + "_" : quoted(name)
    }

    /// `name` as a method of a client or service.
    static func method(_ name: String) -> String {
        methods.contains(name) ? name + "_" : member(name)
    }

    /// `name` as a type.
    static func type(_ name: String) -> String {
        types.contains(name) ? name + "_" : quoted(name)
    }

    private static func quoted(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }
}
