internal import ArgumentParser
internal import MartletSchema

/// What the command exits with.
enum ExitStatus: Int32 {
    case success = 0
    /// `check` found something.
    case findings = 1
    /// Wrong arguments or a wrong configuration.
    case usage = 2
    /// The schema is wrong.
    case schema = 3
    /// protoc is missing, a file can't be read or written.
    case environment = 4

    /// The status that an error stands for.
    init(_ error: any Error) {
        self =
            switch error {
            case is Findings: .findings
            case is ConfigurationError: .usage
            case is SchemaError, is SchemaFailure: .schema
            case is ToolchainError: .environment
            default: MartletGen.exitCode(for: error).isSuccess ? .success : .usage
            }
    }
}

/// `check` found files that `generate` would touch. What they are was printed already.
struct Findings: Error {}

/// Arguments or a configuration that make no sense.
struct ConfigurationError: Error, CustomStringConvertible {
    /// `file:line:col`, or nil for command-line arguments.
    var place: String?
    /// One sentence without a final dot.
    var text: String
    var help: String?

    init(at place: String? = nil, _ text: String, help: String? = nil) {
        self.place = place
        self.text = text
        self.help = help
    }

    var description: String {
        (place.map { "\($0): " } ?? "") + "error: \(text)" + (help.map { "\n  help: \($0)" } ?? "")
    }
}
