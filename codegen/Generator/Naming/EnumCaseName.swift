/// Names of enum values.
enum EnumCaseName {
    /// `KIND_GREETED` in `Kind` becomes `greeted`: the enum's name in front of a value says nothing in Swift.
    /// It stays where nothing, or a digit, would be left.
    static func of(_ value: String, in enumeration: String) -> String {
        let full = CaseConversion.lowerCamel(value)
        let prefix = CaseConversion.screamingSnake(enumeration).filter { $0 != "_" }
        var rest = value[...]
        for expected in prefix {
            while rest.first == "_" { rest.removeFirst() }
            guard let next = rest.first, next.uppercased() == String(expected) else { return full }
            rest.removeFirst()
        }
        guard rest.first == "_" else { return full }
        let stripped = rest.drop { $0 == "_" }
        guard let first = stripped.first, first.isLetter else { return full }
        return CaseConversion.lowerCamel(String(stripped))
    }
}
