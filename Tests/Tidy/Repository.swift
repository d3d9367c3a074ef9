import Foundation

/// The files of this repository that people wrote, as text.
struct Repository: Sendable {
    let files: [SourceFile]

    /// Read once; every rule looks at the same files.
    static let shared = Repository(root: URL(filePath: #filePath).appending(path: "../../..").standardized)

    /// What the tree holds beside sources: build products, downloads, secrets.
    private static let skippedFolders: Set = [".git", ".build", ".venv", ".certs", "__pycache__", "results"]

    private static let textEndings: Set = [
        "swift", "c", "h", "modulemap", "py", "proto", "sh", "md", "yml", "json", "txt",
    ]

    private init(root: URL) {
        var found: [SourceFile] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
            for name in names.sorted() {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                let url = root.appending(path: path)
                if (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true {
                    if !Self.skippedFolders.contains(name) { folders.append(path) }
                } else if let text = Self.text(of: url) {
                    found.append(SourceFile(path: path, text: text))
                }
            }
        }
        files = found.sorted { $0.path < $1.path }
    }

    private static func text(of url: URL) -> String? {
        let isText = textEndings.contains(url.pathExtension) || ["Makefile", "run"].contains(url.lastPathComponent)
        return isText ? try? String(contentsOf: url, encoding: .utf8) : nil
    }

    /// Files that a person wrote and a reader meets; what the generator wrote is judged by its golden tests.
    var handwritten: [SourceFile] { files.filter { !$0.isGenerated } }

    var swift: [SourceFile] { handwritten.filter { $0.path.hasSuffix(".swift") } }

    /// Swift that runs at a user's: not tests, not benchmarks.
    var product: [SourceFile] { swift.filter { $0.module != nil } }
}

struct SourceFile: Sendable {
    let path: String
    let text: String
    let lines: [Substring]
    /// The text with comments and string literals blanked out; same lines, same columns. Empty for generated files.
    let code: SwiftCode

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = SwiftCode(path.hasSuffix(".swift") && !Self.isGenerated(path) ? text : "")
    }

    var isGenerated: Bool { Self.isGenerated(path) }

    private static let generatedEndings = [
        ".pb.swift", ".pb.descriptor.swift", ".grpc.swift", ".pb-c.c", ".pb-c.h",
    ]

    private static func isGenerated(_ path: String) -> Bool {
        path.contains("/Generated/") || path.contains("/Golden/")
            || generatedEndings.contains(where: path.hasSuffix)
    }

    /// The product module this file belongs to.
    var module: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2 else { return nil }
        switch (parts[0], parts[1]) {
        case ("Sources", let name): return String(name)
        case ("codegen", "Schema"): return "MartletSchema"
        case ("codegen", "Generator"): return "MartletGenerator"
        case ("codegen", let name): return String(name)
        default: return nil
        }
    }

    /// The modules named after `import`.
    var imports: [String] {
        code.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), words.count > position + 1 else { return nil }
            let modifiers = ["public", "package", "internal", "private", "fileprivate"]
            guard words[..<position].allSatisfy({ $0.hasPrefix("@") || modifiers.contains(String($0)) }) else {
                return nil
            }
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let rest = words[(position + 1)...].drop { kinds.contains(String($0)) }
            return rest.first?.split(separator: ".").first.map(String.init)
        }
    }
}
