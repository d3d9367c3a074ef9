import Foundation
import Glibc

/// upb, which no C program can link: it is built into the extension of Python's protobuf. So it runs in a process of
/// its own, `Codec/Python/upb_peer.py`, which takes its turns like the others and says how long they took there.
final class PythonPeer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The library and its version.
    let name: String
    private let questions: FileHandle
    private let answers: FileHandle

    /// Nil when there is no Python with upb: in `.venv`, or where the environment variable `MARTLET_PYTHON` says.
    init?() {
        let codec = repository.appending(path: "Benchmarks/Codec")
        let python =
            ProcessInfo.processInfo.environment["MARTLET_PYTHON"]
            ?? repository.appending(path: ".venv/bin/python").path
        let (input, output) = (Pipe(), Pipe())
        let command = [python, codec.appending(path: "Python/upb_peer.py").path, codec.appending(path: "Proto").path]
        for ours in [input.fileHandleForWriting, output.fileHandleForReading] {
            _ = fcntl(ours.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let isRunning = Self.start(command, input.fileHandleForReading, output.fileHandleForWriting)
        questions = input.fileHandleForWriting
        answers = output.fileHandleForReading
        // Python's ends: while they are open here, neither side learns that the other has ended.
        try? input.fileHandleForReading.close()
        try? output.fileHandleForWriting.close()
        guard isRunning, let name = try? Self.line(from: answers) else { return nil }
        self.name = name
    }

    /// Starts a process that ends when the bench does, with its standard input. Not with Foundation's `Process`: that
    /// starts a thread, and then every allocation of the libraries in this process takes a lock.
    private static func start(_ command: [String], _ input: FileHandle, _ output: FileHandle) -> Bool {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.fileDescriptor, STDOUT_FILENO)
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        return posix_spawn(&process, command[0], &actions, nil, &arguments, environ) == 0
    }

    func decoding(_ message: String) -> Work {
        .elsewhere { count in try self.time("decode", message, count) }
    }

    func encoding(_ message: String) -> Work {
        .elsewhere { count in try self.time("encode", message, count) }
    }

    /// Hands over the bytes that the work is about, and returns what upb writes after it has read them.
    func load(_ message: String, _ bytes: [UInt8]) throws -> [UInt8] {
        let hexadecimal = bytes.map { String(256 + Int($0), radix: 16).dropFirst() }.joined()
        let answer = Array(try ask("load \(message) \(hexadecimal)").utf8)
        return try stride(from: 0, to: answer.count - 1, by: 2).map { index in
            guard let byte = UInt8(String(decoding: answer[index...index + 1], as: UTF8.self), radix: 16) else {
                throw Failure(description: "upb does not answer in hexadecimal")
            }
            return byte
        }
    }

    private func time(_ question: String, _ message: String, _ count: Int) throws -> Double {
        guard let time = Double(try ask("\(question) \(message) \(count)")) else {
            throw Failure(description: "upb does not answer with a time")
        }
        return time
    }

    private func ask(_ question: String) throws -> String {
        try questions.write(contentsOf: Data("\(question)\n".utf8))
        return try Self.line(from: answers)
    }

    /// Each question has one line for an answer, so nothing ever follows it.
    private static func line(from answers: FileHandle) throws -> String {
        var bytes = Data()
        while bytes.last != UInt8(ascii: "\n") {
            let more = answers.availableData
            guard !more.isEmpty else {
                throw Failure(description: "Python ended before it answered")
            }
            bytes += more
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}
