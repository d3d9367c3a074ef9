import Foundation
import Testing

/// Finding protoc, and saying what is missing when there is none.
struct ProtocTests {
    private func project() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("syntax = \"proto3\"; message A {}", to: "Proto/a.proto")
        return folder
    }

    /// A program called `name` that says on standard error that it ran, and fails.
    private func impostor(_ name: String, in folder: TemporaryFolder) throws -> String {
        try folder.write("#!/bin/sh\necho \"\(name) ran\" >&2\nexit 1\n", to: name)
        let path = folder.url.appending(path: name).path
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    @Test
    func withoutProtocTheErrorSaysWhatWasTriedAndWhatToInstall() throws {
        let folder = try project()
        let run = try CommandRun.tool(
            "generate", "Proto", "-o", "Out", in: folder.url, environment: ["PATH": "/nowhere:/neither"])
        #expect(run.status == 4)
        #expect(run.errors == """
            error: no protoc found; tried: $PROTOC (not set), protoc in 2 folders of $PATH (/nowhere, /neither), \
            python3 -m grpc_tools.protoc
              help: apt-get install protobuf-compiler, or pip install grpcio-tools, or pass --protoc PATH

            """)
    }

    @Test
    func theArgumentGoesBeforeTheEnvironmentAndTheEnvironmentBeforePath() throws {
        let folder = try project()
        let (first, second) = (try impostor("first", in: folder), try impostor("second", in: folder))
        let path = try impostor("bin/protoc", in: folder)
        let environment = ["PROTOC": second, "PATH": URL(filePath: path).deletingLastPathComponent().path]
        let arguments = ["generate", "Proto", "-o", "Out"]
        let byArgument = try CommandRun(
            Places.tool, arguments + ["--protoc", first], in: folder.url, environment: environment)
        #expect(byArgument.errors.contains("first ran"))
        let byVariable = try CommandRun(Places.tool, arguments, in: folder.url, environment: environment)
        #expect(byVariable.errors.contains("second ran"))
        let byPath = try CommandRun(
            Places.tool, arguments, in: folder.url, environment: environment.filter { $0.key == "PATH" })
        #expect(byPath.errors.contains("bin/protoc ran"))
    }

    @Test(arguments: ["--protoc", "$PROTOC"])
    func aNamedProtocThatIsNotThereIsNotReplacedByAnother(origin: String) throws {
        let named = origin == "--protoc" ? ["--protoc", "/nowhere/protoc"] : []
        let arguments = ["generate", "Proto", "-o", "Out"] + named
        let environment = ["PATH": "/usr/bin:/bin"].merging(
            origin == "$PROTOC" ? ["PROTOC": "/nowhere/protoc"] : [:]) { first, _ in first }
        let folder = try project()
        let run = try CommandRun(Places.tool, arguments, in: folder.url, environment: environment)
        #expect(run.status == 4)
        #expect(run.errors.hasPrefix("error: \(origin) names /nowhere/protoc, which is no program that can be run\n"))
    }

    @Test(.enabled(if: Places.python != nil, "needs MARTLET_PYTHON with grpcio-tools"))
    func pythonsProtocIsTheLastResort() throws {
        let folder = try project()
        let bin = URL(filePath: Places.python ?? "").deletingLastPathComponent().path
        let run = try CommandRun.tool(
            "generate", "Proto", "-o", "Out", in: folder.url, environment: ["PATH": bin])
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.exists("Out/a.pb.swift"))
    }

    @Test
    func anOldProtocsWordsAboutEditionsAreExplained() throws {
        let version = try CommandRun(URL(filePath: "/usr/bin/env"), ["protoc", "--version"]).output
        guard version.hasPrefix("libprotoc 3.") else { return }
        let folder = try project()
        try folder.write("edition = \"2023\";\nmessage A {}", to: "Proto/a.proto")
        let run = try CommandRun.tool("generate", "Proto", "-o", "Out", in: folder.url)
        #expect(run.status == 3)
        #expect(run.errors.contains("help: protoc before 27 does not know editions"))
    }

    @Test
    func nothingIsLeftInTheTemporaryFolder() throws {
        let folder = try project()
        let temporary = try TemporaryFolder()
        let run = try CommandRun.tool(
            "generate", "Proto", "-o", "Out", in: folder.url,
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "TMPDIR": temporary.url.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try temporary.paths().isEmpty)
    }
}
