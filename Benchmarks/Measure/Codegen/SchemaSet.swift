import Figures
import Foundation

/// Schemas that are generated together.
struct SchemaSet {
    let name: String
    let title: String
    let root: String
    let schemas: [String]
    let goals: [Results.Goal]

    /// The services and messages of gRPC in this project: its tests' schemas don't fit into one module with them, and
    /// google.protobuf's both libraries bring along.
    static func project() throws -> SchemaSet {
        let root = repository.appending(path: "Proto").path
        let schemas = try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { $0.hasSuffix(".proto") && $0.hasPrefix("grpc/") && !$0.contains("v1alpha") }.sorted()
        return SchemaSet(
            name: "proto", title: "\(schemas.count) schemas of Proto/grpc", root: root, schemas: schemas,
            goals: [.init(1, of: GeneratorTool.peerName)])
    }

    /// A hundred files of ten messages, each file with an import.
    static func large(in folder: URL) throws -> SchemaSet {
        let names = (0..<100).map { "large/file\($0).proto" }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "large"), withIntermediateDirectories: true)
        for (number, name) in names.enumerated() {
            try text(number).write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        return SchemaSet(
            name: "large", title: "100 schemas of 10 messages", root: folder.path, schemas: names,
            goals: [.init(100), .init(1, of: GeneratorTool.peerName)])
    }

    private static func text(_ number: Int) -> String {
        var text = "syntax = \"proto3\";\npackage large.file\(number);\n"
        let imported = number / 2
        if number > 0 { text += "import \"large/file\(imported).proto\";\n" }
        text += "enum File\(number)Kind { FILE\(number)_KIND_UNSPECIFIED = 0; FILE\(number)_KIND_SOME = 1; }\n"
        for message in 0..<10 {
            text += """
                // What number \(message) says.
                message File\(number)Message\(message) {
                  string name = 1;
                  int64 id = 2;
                  optional int32 limit = 3;
                  double score = 4;
                  bool active = 5;
                  File\(number)Kind kind = 6;
                  repeated string tags = 7;
                  map<string, int64> counts = 8;
                  oneof choice { string text = 9; bytes data = 10; }

                """
            if number > 0 { text += "  large.file\(imported).File\(imported)Message\(message) before = 11;\n" }
            text += "}\n"
        }
        return text
    }

    /// Two rows: into an empty folder, and once more into a folder where nothing has changed.
    func measure(_ tools: [GeneratorTool], rounds: Int, in output: URL) throws -> [Results.Row] {
        var anew = row("anew", "written for the first time")
        var again = row("again", "when nothing has changed")
        for round in 0...rounds {
            for tool in tools {
                try? FileManager.default.removeItem(at: output)
                try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
                let command = Command(tool.command(root, schemas, output.path))
                let times = [try Self.milliseconds(command), try Self.milliseconds(command)]
                guard round > 0 else { continue }  // the first fills the machine's caches
                anew.samples[tool.name, default: []].append(times[0])
                again.samples[tool.name, default: []].append(times[1])
            }
        }
        return [anew, again]
    }

    private func row(_ kind: String, _ words: String) -> Results.Row {
        Results.Row(
            id: "codegen-\(name)-\(kind)", title: "Swift for \(title), \(words)", unit: "ms", better: .lower,
            goals: goals)
    }

    private static func milliseconds(_ command: Command) throws -> Double {
        let time = try ContinuousClock().measure { try command.run() }
        return Double(time.components.seconds) * 1000 + Double(time.components.attoseconds) / 1e15
    }
}
