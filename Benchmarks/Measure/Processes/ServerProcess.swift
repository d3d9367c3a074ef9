import Foundation

/// A server in a process of its own, pinned to its processors, and what the kernel says of it.
final class ServerProcess {
    let port: UInt16
    private let process: Process

    /// Returns when the server listens. `arguments` gets the port to listen on.
    init(_ arguments: (UInt16) -> [String], processors: String, in workspace: Workspace) throws {
        port = Loopback.freePort()
        let command = arguments(port)
        let log = workspace.folder.appending(path: "server-\(port).log")
        try Data().write(to: log)
        // It ends when the bench does, however that ends.
        process = try Command.start(
            ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", processors] + command,
            output: FileHandle(forWritingTo: log))
        let giveUp = Date(timeIntervalSinceNow: 10)
        while !Loopback.isListening(on: port) {
            guard process.isRunning, Date() < giveUp else {
                stop()
                let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                throw Command.Failure(description: "`\(command.joined(separator: " "))` does not listen:\n\(text)")
            }
            Thread.sleep(forTimeInterval: 0.0005)
        }
    }

    /// Ends the process that `init` started, and no other.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        let patience = Date(timeIntervalSinceNow: 3)
        while process.isRunning, Date() < patience { Thread.sleep(forTimeInterval: 0.02) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var processIdentifier: Int32 { process.processIdentifier }

    /// Nanoseconds that all living threads have spent on a processor, in user and kernel mode.
    /// schedstat counts every switch; the clock ticks of /proc/PID/stat would be too coarse for a run of a second.
    func processorTime() throws -> UInt64 {
        let tasks = "/proc/\(process.processIdentifier)/task"
        return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(0) { sum, thread in
            let text = try String(contentsOfFile: "\(tasks)/\(thread)/schedstat", encoding: .utf8)
            return sum + (text.split(separator: " ").first.flatMap { UInt64($0) } ?? 0)
        }
    }

    /// Resident memory, in KiB.
    func residentMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
