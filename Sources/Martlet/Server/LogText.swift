/// Text of a peer made safe for one line of a log: control characters and line separators escaped, length capped, so
/// that nobody can forge a line or fill the disk with one call.
struct LogText: CustomStringConvertible {
    /// The most bytes of a peer's text that a line shows.
    static let maxBytes = 256

    let description: String

    init(_ text: String) {
        var safe = ""
        for scalar in text.unicodeScalars {
            guard safe.utf8.count < Self.maxBytes else {
                safe += "…"
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: safe += scalar.escaped(asASCII: true)
            default: safe.unicodeScalars.append(scalar)
            }
        }
        description = safe
    }
}
