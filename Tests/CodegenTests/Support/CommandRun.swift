import Foundation
import Glibc
import Testing

/// One run of a program, to its end. Not by Foundation's `Process`, whose wait can miss the end on the threads that
/// tests run on.
struct CommandRun {
    let status: Int32
    let rawOutput: Data
    let errors: String

    var output: String { String(decoding: rawOutput, as: UTF8.self) }

    /// - Parameters:
    ///   - environment: The whole environment; nil hands ours on.
    ///   - input: Comes through a pipe, as from protoc; nil is nothing at all, not even a pipe.
    init(
        _ program: URL, _ arguments: [String], in folder: URL? = nil, environment: [String: String]? = nil,
        input: Data? = nil
    ) throws {
        let files = try TemporaryFolder()
        var pipeEnds: [Int32] = [-1, -1]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            try #require(pipe(&pipeEnds) == 0)
            // Small enough for the pipe to hold, so nobody has to read yet.
            try #require(input.withUnsafeBytes { write(pipeEnds[1], $0.baseAddress, $0.count) } == input.count)
            close(pipeEnds[1])
            posix_spawn_file_actions_adddup2(&actions, pipeEnds[0], 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        let (output, errors) = (files.url.appending(path: "output"), files.url.appending(path: "errors"))
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT, 0o600)
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
        var pid: pid_t = 0
        // `env` changes the folder: Glibc's own way is not to be seen from Swift.
        let command = ["/usr/bin/env", "-C", folder?.path ?? "/", program.path] + arguments
        let started = Self.withVector(command) { arguments in
            Self.withVector(variables) { posix_spawn(&pid, "/usr/bin/env", &actions, nil, arguments, $0) }
        }
        if input != nil { close(pipeEnds[0]) }
        try #require(started == 0, "\(program.path): \(String(cString: strerror(started)))")
        status = Self.wait(for: pid)
        (rawOutput, self.errors) = try files.keep { _ in
            (try Data(contentsOf: output), try String(contentsOf: errors, encoding: .utf8))
        }
    }

    /// Runs `martlet-gen`.
    static func tool(
        _ arguments: String..., in folder: URL? = nil, environment: [String: String]? = nil
    ) throws -> CommandRun {
        try CommandRun(Places.tool, arguments, in: folder, environment: environment)
    }

    private static func withVector<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var vector: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for text in vector { free(text) } }
        return body(&vector)
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
