import Foundation

/// A program that runs to its end, and what it printed.
struct Command {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let arguments: [String]
    private let environment: [String: String]

    /// What servers and their clients run in. Tools of Swift get another: SwiftPM builds all anew when `PATH` changes.
    static let quiet = ProcessInfo.processInfo.environment.merging(
        ["LOG_LEVEL": "warning", "PATH": "\(ProcessInfo.processInfo.environment["PATH"] ?? ""):/usr/sbin"],
        uniquingKeysWith: { $1 })

    init(_ arguments: [String], environment: [String: String] = Command.quiet) {
        self.arguments = arguments
        self.environment = environment
    }

    @discardableResult
    func run() throws -> String {
        // It has no name, so nothing is left of it however this ends.
        guard let file = tmpfile() else { throw Failure(description: "no temporary file: errno \(errno)") }
        defer { fclose(file) }
        let output = FileHandle(fileDescriptor: fileno(file))
        let process = try Self.start(arguments, environment, output: output)
        process.waitUntilExit()
        try output.seek(toOffset: 0)
        let text = String(decoding: try output.readToEnd() ?? Data(), as: UTF8.self)
        guard process.terminationStatus == 0 else {
            let command = arguments.joined(separator: " ").prefix(1000)
            throw Failure(description: "`\(command)` failed:\n\(text.suffix(4000))")
        }
        return text
    }

    /// `env` and `taskset` replace themselves by the program, so the process id is the program's.
    static func start(
        _ arguments: [String], _ environment: [String: String] = Command.quiet, output: FileHandle
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
