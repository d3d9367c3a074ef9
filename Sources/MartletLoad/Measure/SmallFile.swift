import Glibc

/// Files that are read or written whole.
package enum SmallFile {
    /// The text of a file of /proc; nil when it can't be read.
    static func text(_ path: String) -> String? {
        (try? bytes(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file of at most `limit` bytes. Throws the reason.
    package static func bytes(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw FileFailure(description: "it is larger than the limit of \(limit) bytes")
            }
        }
    }

    /// Writes a text to a file, in place of what was in it.
    package static func write(_ text: String, to path: String) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
    }
}

/// Why a file could not be read or written.
package struct FileFailure: Error, CustomStringConvertible {
    package let description: String

    /// What `errno` says.
    static var last: FileFailure { FileFailure(description: String(cString: strerror(errno))) }
}

enum Folder {
    /// The names in a folder, without those that begin with a dot; nil when it can't be read.
    static func names(in path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
