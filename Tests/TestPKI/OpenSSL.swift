import Foundation
import Glibc

/// Runs the openssl command to its end.
public enum OpenSSL {
    public struct Failure: Error {
        public let command: String
        public let output: String
    }

    /// Waits with `waitpid`: Foundation's `Process.waitUntilExit` may miss the exit on a thread without a run loop.
    /// Returns what it printed.
    @discardableResult
    public static func run(_ arguments: [String], in folder: String) throws -> String {
        let log = "\(folder)/\(UUID().uuidString).log"
        defer { unlink(log) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The C library's way to spawn in another folder is hidden from Swift.
        let words = (["sh", "-c", "cd \"$0\" && exec openssl \"$@\"", folder] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let spawned = posix_spawnp(&pid, "sh", &actions, nil, words + [nil], environ)
        var status: Int32 = -1
        if spawned == 0 { while waitpid(pid, &status, 0) < 0, errno == EINTR {} }
        let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        guard spawned == 0, status == 0 else {
            throw Failure(command: arguments.joined(separator: " "), output: output)
        }
        return output
    }
}

/// A folder for certificates of this run.
public func certificateFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-certificates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
}
