/// A line that may break a rule, and why. An allowance that no line needs any more is itself a finding.
struct Allowance {
    let path: String
    /// What the line holds, so that the allowance moves with it.
    let line: String
    let reason: String

    static let all: [Allowance] = [
        Allowance(
            path: "Makefile", line: "SWIFT_HOME ?= ", reason: "where a Swift toolchain lies that is not on PATH"),
    ]

    func covers(_ path: String, _ text: some StringProtocol) -> Bool {
        self.path == path && text.contains(line)
    }
}
