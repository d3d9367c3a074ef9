internal import Glibc

/// What a run of protoc gave.
public struct ProtocOutput: Sendable {
    /// The encoded `FileDescriptorSet`, imports and source info included.
    public var descriptorSet: [UInt8]
    /// Warnings, in the form `file:line:col: warning: text`.
    public var warnings: [String]
}

extension Protoc {
    /// Compiles `files` in one run.
    ///
    /// - Parameters:
    ///   - files: As import lines would spell them.
    ///   - roots: Folders to search for files and imports, in order.
    /// - Throws: A `SchemaFailure` when protoc refuses the schema, a `ToolchainError` when protoc can't be run.
    public func compile(files: [String], roots: [String]) throws -> ProtocOutput {
        let folder = try TemporaryFolder()
        let set = folder.path + "/set.pb"
        let arguments = ["--include_imports", "--include_source_info", "--descriptor_set_out=\(set)"]
        let inputs = roots.map { "-I\($0)" } + files
        guard let result = ChildProcess.run(command + arguments + inputs) else {
            throw ToolchainError("\(command.joined(separator: " ")) could not be started")
        }
        let messages = ProtocMessages(result.output, excerpt: SourceExcerpt(roots: roots))
        guard result.status == 0 else { throw SchemaFailure(lines: messages.lines, help: messages.help) }
        return ProtocOutput(descriptorSet: try TextFile.bytes(of: set), warnings: messages.lines)
    }
}

/// protoc found the schema wrong.
public struct SchemaFailure: Error, Sendable, CustomStringConvertible {
    /// In the form `file:line:col: error: text`.
    public var lines: [String]
    public var help: String?

    public var description: String {
        (lines + (help.map { ["  help: \($0)"] } ?? [])).joined(separator: "\n")
    }
}

/// A folder that goes away with its owner.
private final class TemporaryFolder {
    let path: String

    init() throws(ToolchainError) {
        let parent = Protoc.environmentVariable("TMPDIR") ?? "/tmp"
        var template = Array("\(parent)/martlet-gen.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ToolchainError(
                "no temporary folder could be made in \(parent)", help: "set TMPDIR to a folder you own")
        }
        path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        unlink(path + "/set.pb")
        rmdir(path)
    }
}
