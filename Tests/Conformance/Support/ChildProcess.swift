import Foundation
import Testing

/// A program that a test started, with its output in files. Whoever starts it must `stop()` it.
final class ChildProcess: Sendable {
    private let process: Process
    private let folder: URL
    private let name: String
    /// Held open while the child runs: peers end by themselves when it closes, even if the test process dies.
    private let input = Pipe()

    struct TimedOut: Error, CustomStringConvertible {
        let description: String
    }

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        name = executable.lastPathComponent
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = try Self.file(folder, "output")
        process.standardError = try Self.file(folder, "errors")
        try process.run()
    }

    private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
        let url = folder.appending(path: name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    var isRunning: Bool { process.isRunning }
    var identifier: Int32 { process.processIdentifier }
    var output: String { text("output") }
    var errors: String { text("errors") }
    /// Everything it wrote, for a failure's message.
    var transcript: String { "\(name) wrote:\n\(output)\(errors)" }

    private func text(_ name: String) -> String {
        (try? String(decoding: Data(contentsOf: folder.appending(path: name)), as: UTF8.self)) ?? ""
    }

    /// Gives it an empty line.
    func writeLine() { try? input.fileHandleForWriting.write(contentsOf: Data([10])) }

    /// Ends its standard input.
    func closeInput() { try? input.fileHandleForWriting.close() }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for a whole line of the output that begins like this, and returns what follows.
    func line(after prefix: String, within limit: Duration = .seconds(30)) async throws -> String {
        let clock = ContinuousClock(), end = clock.now + limit
        repeat {
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(prefix) }) { return String(line.dropFirst(prefix.count)) }
            try await Task.sleep(for: .milliseconds(10))
        } while clock.now < end && isRunning
        throw TimedOut(description: "no line `\(prefix)…`. \(transcript)")
    }

    /// Waits for the end and returns the exit code; a signal's number is negative.
    func exitCode(within limit: Duration = .seconds(60)) async throws -> Int32 {
        let clock = ContinuousClock(), end = clock.now + limit
        while process.isRunning {
            guard clock.now < end else {
                kill(process.processIdentifier, SIGKILL)
                throw TimedOut(description: "still running after \(limit). \(transcript)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Ends it, and gives the exit code. The end of its input tells Python peers, SIGTERM the demo: a child inherits
    /// the signal mask of the thread that started it, which may hold SIGTERM back from a program that leaves it alone.
    func stop() async throws -> Int32 {
        closeInput()
        if isRunning { send(SIGTERM) }
        return try await exitCode()
    }

    /// Runs a program to its end and fails the test unless it succeeds.
    @discardableResult
    static func run(
        _ executable: URL, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChildProcess {
        let child = try ChildProcess(executable, arguments)
        let code = try await child.exitCode()
        #expect(code == 0, "\(child.transcript)", sourceLocation: sourceLocation)
        return child
    }
}
