import Glibc

/// What changes when a file does: also when a link on its path is pointed elsewhere, which is how Kubernetes and cert
/// tools replace several files at once.
struct FileStamp: Hashable, Sendable, CustomStringConvertible {
    private let numbers: [Int]

    /// The stamp of what `path` leads to now; one of its own for nothing.
    init(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            numbers = []
            return
        }
        numbers = [
            Int(bitPattern: UInt(status.st_dev)), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size),
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }

    var description: String { numbers.map(String.init).joined(separator: ".") }
}
