import Foundation

/// A running openssl command: something to type to, and all that it printed.
final class OpenSSLCommand: Sendable {
    private let process: Process
    private let input: FileHandle
    /// Where it prints to: a file needs nobody who reads along.
    private let log: String

    init(_ arguments: [String]) throws {
        log = try TestCertificates.shared().path("\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let printed = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        defer { try? printed.close() }
        let typed = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = typed
        process.standardOutput = printed
        process.standardError = printed
        input = typed.fileHandleForWriting
        try process.run()
    }

    deinit {
        // A child of a pool's thread inherits its blocked signals, so nothing gentler reaches it.
        kill()
    }

    var output: String {
        (try? Data(contentsOf: URL(fileURLWithPath: log))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Types a line; openssl takes the first letter of what it reads at once as a command.
    func type(_ line: String) {
        try? input.write(contentsOf: Data((line + "\n").utf8))
    }

    func endInput() {
        try? input.close()
    }

    /// Ends it without a chance to say goodbye.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// Waits until it has printed `text`, ten seconds at most.
    func waits(for text: String) async -> Bool {
        for _ in 0..<1000 {
            if output.contains(text) { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
