/// Who may use the generated declarations.
public enum Visibility: String, CaseIterable, Sendable {
    case `public`
    case package
    case `internal`

    /// The modifier with its blank; empty for `internal`, which is what Swift assumes.
    var modifier: String {
        self == .internal ? "" : rawValue + " "
    }

    /// `public import`, `package import` or `internal import`: as visible as the declarations that show the
    /// imported types.
    var importKeyword: String { rawValue + " import" }
}
