import Foundation

/// One run of a program, to its end.
struct CommandRun {
    let status: Int32
    let rawOutput: Data
    let errors: String

    var output: String { String(decoding: rawOutput, as: UTF8.self) }

    /// - Parameter environment: Nothing else is set.
    init(
        _ program: URL, _ arguments: [String], in folder: URL? = nil, environment: [String: String]? = nil,
        input: Data? = nil
    ) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        if let environment { process.environment = environment }
        let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input == nil ? FileHandle.nullDevice : standardInput
        try process.run()
        if let input {
            try standardInput.fileHandleForWriting.write(contentsOf: input)
            try standardInput.fileHandleForWriting.close()
        }
        rawOutput = try output.fileHandleForReading.readToEnd() ?? Data()
        self.errors = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// Runs `martlet-gen`.
    static func tool(
        _ arguments: String..., in folder: URL? = nil, environment: [String: String]? = nil
    ) throws -> CommandRun {
        try CommandRun(Places.tool, arguments, in: folder, environment: environment)
    }
}
