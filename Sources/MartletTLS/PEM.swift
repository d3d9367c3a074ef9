import Glibc

/// Certificates or a key in PEM text ("-----BEGIN …"), in a file or in memory.
public enum PEM: Hashable, Sendable {
    /// The path of a file.
    case file(String)
    /// The text itself.
    case bytes([UInt8])

    /// More than any chain or bundle of roots needs.
    static let largestFile = 4 * 1024 * 1024

    var path: String? {
        if case .file(let path) = self { return path }
        return nil
    }

    /// The text; `role` says in errors what it should have been ("certificate chain").
    func load(as role: String) throws(TLSError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes
        case .file(let path): return try Self.read(path, as: role)
        }
    }

    private static func read(_ path: String, as role: String) throws(TLSError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, role, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path, role, errno)
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= largestFile else {
                throw TLSError(
                    .configuration, "the \(role) file is larger than \(largestFile) bytes", file: path,
                    advice: "give the PEM file itself")
            }
        }
    }

    private static func unreadable(_ path: String, _ role: String, _ code: Int32) -> TLSError {
        let (reason, advice) =
            switch code {
            case ENOENT: ("no such file", "create the \(role) file or correct the path")
            case EACCES: ("permission denied", "let the user of this process read the \(role) file")
            case EISDIR: ("it is a directory", "give the path of the \(role) file in it")
            default: (String(cString: strerror(code)), "check the \(role) file")
            }
        return TLSError(.configuration, reason, file: path, advice: advice)
    }
}
