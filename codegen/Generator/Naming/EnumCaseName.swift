internal import MartletSchema

/// Names of enum values.
enum EnumCaseName {
    /// `KIND_GREETED` in `Kind` becomes `greeted`: the enum's name in front of a value says nothing in Swift.
    /// It stays where nothing, or a digit, would be left.
    static func of(_ value: String, in enumeration: String) -> String {
        var rest = Array(value.utf8)[...]
        for expected in enumeration.utf8 where expected != .underscore {
            rest = rest.drop { $0 == .underscore }
            guard rest.popFirst()?.uppercased == expected.uppercased else { return CaseConversion.lowerCamel(value) }
        }
        let stripped = rest.drop { $0 == .underscore }
        guard rest.first == .underscore, let first = stripped.first, first.isUppercase || first.isLowercase
        else { return CaseConversion.lowerCamel(value) }
        return CaseConversion.lowerCamel(String(decoding: stripped, as: UTF8.self))
    }
}
