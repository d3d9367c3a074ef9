/// One value or key of a JSON text: what it is, and where.
struct JSONNode {
    enum Kind: UInt8 {
        case object, array, string, number, `true`, `false`, null
    }

    var kind: Kind
    /// Whether a string has a backslash in it.
    var isEscaped = false
    /// The first byte; of a string the one behind its quote.
    var start: UInt32
    /// The byte behind the last; of a string its closing quote.
    var end: UInt32
    /// Index of the node that follows when this one and all inside it are passed over.
    var next: UInt32

    /// Its bytes in the text.
    var range: Range<Int> { Int(start)..<Int(end) }
    /// Where an error about it points to.
    var offset: Int { kind == .string ? Int(start) - 1 : Int(start) }
}

extension JSONNode.Kind: CustomStringConvertible {
    var description: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .true, .false: "a boolean"
        case .null: "null"
        }
    }
}
