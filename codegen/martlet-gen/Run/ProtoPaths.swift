internal import MartletSchema

/// Turns what people name (files and folders on disk) into what import lines say.
enum ProtoPaths {
    /// The schemas at `paths`, folders searched, each once.
    ///
    /// - Throws: A `ConfigurationError` for a path that is not there, holds no schema, or lies below no root.
    static func find(_ paths: [String], below roots: [String]) throws -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        for path in paths {
            for file in try files(at: path) {
                let name = try importName(of: file, below: roots)
                if seen.insert(name).inserted { found.append(name) }
            }
        }
        return found
    }

    private static func files(at path: String) throws -> [String] {
        switch SourceTree.entry(at: path) {
        case .file: return [path]
        case .nothing: throw ConfigurationError("\(path) does not exist")
        case .folder:
            let files = try SourceTree.files(in: path, suffix: ".proto")
            guard !files.isEmpty else { throw ConfigurationError("no .proto file lies below \(path)") }
            return files.map { "\(path)/\($0)" }
        }
    }

    private static func importName(of file: String, below roots: [String]) throws(ConfigurationError) -> String {
        let path = components(file)
        for root in roots {
            let folder = components(root)
            if path.starts(with: folder), path.count > folder.count {
                return path.dropFirst(folder.count).joined(separator: "/")
            }
        }
        throw ConfigurationError(
            "\(file) lies below none of the import folders (\(roots.joined(separator: ", ")))",
            help: "name the folder that its imports start from with -I")
    }

    /// The path's parts; `.` and empty parts say nothing.
    private static func components(_ path: String) -> [Substring] {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return path.hasPrefix("/") ? ["/"] + parts : parts
    }
}
