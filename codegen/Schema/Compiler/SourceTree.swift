internal import Glibc

/// Finds schemas, and earlier output, in folders.
public enum SourceTree {
    /// What stands at a path.
    public enum Entry: Sendable { case file, folder, nothing }

    /// Follows symbolic links.
    public static func entry(at path: String) -> Entry {
        var status = stat()
        guard stat(path, &status) == 0 else { return .nothing }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Paths of all files below `folder` whose names end in `suffix`, relative to it, sorted. Folders whose names
    /// begin with a dot are passed over; so are links to folders, which may lead in circles.
    ///
    /// - Throws: A `ToolchainError` when a folder can't be listed.
    public static func files(in folder: String, suffix: String) throws(ToolchainError) -> [String] {
        var found: [String] = []
        var pending = [""]
        while let relative = pending.popLast() {
            for (name, isFolder) in try list(relative.isEmpty ? folder : "\(folder)/\(relative)") {
                let path = relative.isEmpty ? name : "\(relative)/\(name)"
                if isFolder, !name.hasPrefix(".") { pending.append(path) }
                if !isFolder, name.hasSuffix(suffix) { found.append(path) }
            }
        }
        return found.sorted()
    }

    private static func list(_ folder: String) throws(ToolchainError) -> [(name: String, isFolder: Bool)] {
        guard let stream = opendir(folder) else {
            throw ToolchainError("folder \(folder) can't be listed: \(String(cString: strerror(errno)))")
        }
        defer { closedir(stream) }
        var entries: [(String, Bool)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            guard name != ".", name != ".." else { continue }
            let kind = Int32(entry.pointee.d_type)
            let isLink = kind == Int32(DT_LNK)
            if isLink, Self.entry(at: "\(folder)/\(name)") == .folder { continue }
            let unknown = kind == Int32(DT_UNKNOWN)
            entries.append((name, kind == Int32(DT_DIR) || (unknown && Self.entry(at: "\(folder)/\(name)") == .folder)))
        }
        return entries
    }
}
