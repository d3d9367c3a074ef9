/// A line that may break a rule, and why. An allowance that no line needs any more is itself a finding.
struct Allowance {
    let path: String
    /// What the line holds, so that the allowance moves with it.
    let line: String
    let reason: String

    static let all: [Allowance] = [
        Allowance(
            path: "Makefile", line: "SWIFT_HOME ?= ", reason: "where a Swift toolchain lies that is not on PATH"),
        Allowance(
            path: "Sources/MartletHTTP2/HTTP2Session+Receiving.swift", line: "precondition(state.pointee.events",
            reason: "an event of the last receive would point into memory that is gone; only a caller can do it"),
        Allowance(
            path: "Sources/MartletHTTP2/HTTP2Session+Sending.swift", line: "precondition(count >= 0",
            reason: "a size computed by the caller, never by a peer"),
        Allowance(
            path: "Sources/MartletProtobuf/Wire/Writer.swift", line: "precondition(region.count >= count",
            reason: "writing on would overrun the caller's memory"),
        Allowance(
            path: "Sources/MartletProtobuf/Message+Merging.swift", line: "preconditionFailure(",
            reason: "encoding and decoding disagree: a bug in generated code, of which no peer has a part"),
    ]

    func covers(_ path: String, _ text: some StringProtocol) -> Bool {
        self.path == path && text.contains(line)
    }
}
