import Foundation

@testable import MartletSchema

extension Schema {
    /// The schemas that a test writes down, compiled by protoc.
    ///
    /// - Parameter sources: Texts by path; all of them are to be generated, in order of their paths.
    init(_ sources: [String: String], protoc: Protoc? = nil) throws {
        let folder = try TemporaryFolder()
        for (path, text) in sources { try folder.write(text, to: path) }
        self = try folder.keep { try Schema(files: sources.keys.sorted(), in: $0, protoc: protoc) }
    }

    /// The schemas at these paths below `root`.
    init(files: [String], in root: URL, protoc: Protoc? = nil) throws {
        let protoc = try protoc ?? Protoc.find()
        let output = try protoc.compile(files: files, roots: [root.path])
        try self.init(descriptorSet: output.descriptorSet, generating: files)
    }

    /// One file called `test.proto`.
    init(_ source: String, protoc: Protoc? = nil) throws {
        try self.init(["test.proto": source], protoc: protoc)
    }

    /// A protoc that knows editions; nil where none was set up.
    static let protocWithEditions = Places.python.map { Protoc(command: [$0, "-m", "grpc_tools.protoc"]) }
}

extension MessageSchema {
    func field(_ name: String) -> FieldSchema? { fields.first { $0.name == name } }
}
