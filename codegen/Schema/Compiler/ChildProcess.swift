internal import Glibc

/// Runs a program to its end. Foundation's `Process` would cost more start-up time than protoc itself takes.
enum ChildProcess {
    struct Result {
        /// What the program exited with; 128 and the signal's number when a signal ended it.
        var status: Int32
        /// What it wrote to standard output and standard error together.
        var output: String
    }

    /// - Parameter arguments: The program, looked up in PATH unless it has a slash, and its arguments.
    /// - Returns: nil when the program could not be started.
    static func run(_ arguments: [String]) -> Result? {
        guard let program = arguments.first else { return nil }
        var pipeEnds: [Int32] = [-1, -1]
        guard pipe(&pipeEnds) == 0 else { return nil }
        // Other children started meanwhile must not hold the pipe open.
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipeEnds[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], STDERR_FILENO)
        var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in vector { free(pointer) } }
        var pid: pid_t = 0
        let started = posix_spawnp(&pid, program, &actions, nil, &vector, environ)
        close(pipeEnds[1])
        guard started == 0 else { return nil }
        let output = readAll(pipeEnds[0])
        return Result(status: wait(for: pid), output: output)
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { bytes += chunk[..<count] }
            if count == 0 || (count < 0 && errno != EINTR) { return String(decoding: bytes, as: UTF8.self) }
        }
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
