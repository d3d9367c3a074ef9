import Foundation
import Synchronization

/// A running openssl command: something to type to, and all that it printed.
final class OpenSSLCommand: Sendable {
    private let process: Process
    private let input: FileHandle
    private let printed = Mutex("")

    init(_ arguments: [String]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let (inputPipe, outputPipe) = (Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = outputPipe
        input = inputPipe.fileHandleForWriting
        outputPipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.printed.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    var output: String { printed.withLock { $0 } }

    /// Types a line; openssl takes the first letter of what it reads at once as a command.
    func type(_ line: String) {
        try? input.write(contentsOf: Data((line + "\n").utf8))
    }

    func endInput() {
        try? input.close()
    }

    /// Ends it without a chance to say goodbye.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
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
