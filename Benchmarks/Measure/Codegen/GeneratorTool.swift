import Foundation

/// A generator of Swift as a command line.
struct GeneratorTool {
    static let peerName = "swift-protobuf"

    let name: String
    /// The command that writes Swift for schemas below a root into a folder.
    let command: (_ root: String, _ schemas: [String], _ output: String) -> [String]

    /// Messages and services; writes only what has changed.
    static func martlet() throws -> GeneratorTool {
        let program = try Program.path(of: "martlet-gen")
        return GeneratorTool(name: "martlet") { root, schemas, output in
            [program, "generate", "-I", root, "-o", output, "--visibility", "public", "--flat"]
                + schemas.map { "\(root)/\($0)" }
        }
    }

    /// protoc with protoc-gen-swift: messages alone; writes everything each time.
    static func peer() throws -> GeneratorTool {
        let program = try Program.path(of: "protoc-gen-swift")
        return GeneratorTool(name: peerName) { root, schemas, output in
            ["protoc", "-I", root, "--plugin=\(program)", "--swift_out=\(output)", "--swift_opt=Visibility=Public"]
                + schemas
        }
    }
}
