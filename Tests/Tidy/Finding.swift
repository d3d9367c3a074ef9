import Testing

/// One place that breaks a rule.
struct Finding: CustomStringConvertible {
    let path: String
    var line: Int?
    let problem: String

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}

/// Fails the running test once, with every place listed.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
    if findings.isEmpty { return }
    let list = findings.map(\.description).joined(separator: "\n")
    Issue.record("\(findings.count) found:\n\(list)", sourceLocation: sourceLocation)
}
