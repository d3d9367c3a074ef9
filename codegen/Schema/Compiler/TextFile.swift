internal import Glibc

/// Whole files, in and out.
public enum TextFile {
    /// The file's bytes.
    ///
    /// - Throws: A `ToolchainError` when it can't be opened or read.
    public static func bytes(of path: String) throws(ToolchainError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ToolchainError("\(path) can't be read: \(reason())") }
        defer { close(descriptor) }
        return try bytes(from: descriptor, named: path)
    }

    /// Everything up to the end of an open file, such as standard input.
    public static func bytes(from descriptor: Int32, named name: String) throws(ToolchainError) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { result += chunk[..<count] }
            if count == 0 { return result }
            if count < 0, errno != EINTR { throw ToolchainError("\(name) can't be read: \(reason())") }
        }
    }

    /// Writes a file so that readers see the old bytes or the new ones, never half of them; folders are made as
    /// needed.
    ///
    /// - Throws: A `ToolchainError` that says which step failed.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(ToolchainError) {
        if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw ToolchainError("\(path) can't be written: \(reason())") }
        let written = write(bytes, to: descriptor)
        let failure = reason()
        close(descriptor)
        guard written, rename(temporary, path) == 0 else {
            let text = written ? reason() : failure
            unlink(temporary)
            throw ToolchainError("\(path) can't be written: \(text)")
        }
    }

    /// Removes a file.
    ///
    /// - Throws: A `ToolchainError` when it can't be removed; one that is gone already is fine.
    public static func remove(_ path: String) throws(ToolchainError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw ToolchainError("\(path) can't be removed: \(reason())")
        }
    }

    /// Writes all of `bytes` to an open file, such as standard output.
    ///
    /// - Returns: false when the other side is gone or the disk is full; `errno` tells which.
    public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(count, 0))
        }
        return true
    }

    private static func makeFolder(_ path: String) throws(ToolchainError) {
        if path.isEmpty || access(path, F_OK) == 0 { return }
        if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw ToolchainError("folder \(path) can't be made: \(reason())")
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
