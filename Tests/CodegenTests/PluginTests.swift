import Foundation
import Testing

/// The same program, called by protoc.
struct PluginTests {
    /// Runs a protoc with the plugin on `Proto/a.proto` below `folder`.
    private func protoc(
        _ command: [String] = ["/usr/bin/env", "protoc"], options: String, in folder: TemporaryFolder
    ) throws -> CommandRun {
        let link = folder.url.appending(path: "protoc-gen-martlet")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Places.tool)
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "Out"), withIntermediateDirectories: true)
        let arguments = ["-IProto", "--plugin=\(link.path)", "--martlet_out=Out", "--martlet_opt=\(options)", "a.proto"]
        return try CommandRun(URL(filePath: command[0]), command.dropFirst() + arguments, in: folder.url)
    }

    private func project(_ source: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(source, to: "Proto/a.proto")
        return folder
    }

    private static let source = """
        syntax = "proto3";
        // A message.
        message A { optional string text = 1; }
        service S { rpc Call(A) returns (A); }
        """

    @Test
    func thePluginWritesWhatTheCommandWrites() throws {
        let folder = try project(Self.source)
        let run = try protoc(options: "visibility=public", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        _ = try CommandRun.tool(
            "generate", "Proto", "-o", "Expected", "--visibility", "public", in: folder.url)
        for name in ["a.pb.swift", "a.grpc.swift"] {
            #expect(try folder.read("Out/\(name)") == folder.read("Expected/\(name)"))
        }
    }

    @Test
    func parametersChooseTheFiles() throws {
        let folder = try project(Self.source)
        let run = try protoc(options: "services=false,flat=true,messages=true", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Places.files(in: folder.url.appending(path: "Out"), endings: ".swift") == ["a.pb.swift"])
    }

    @Test
    func parametersAskForDescriptorsAndChooseNames() throws {
        let folder = try project("syntax = \"proto2\"; message A { optional int32 b_c = 1; optional int32 b__c = 2; }")
        let run = try protoc(options: "descriptors=true,name=A.b__c=other", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try folder.read("Out/a.pb.swift").contains("var other: Int32?"))
        #expect(try folder.read("Out/a.pb.descriptor.swift").contains("_pbFile_a.message(\"A\")"))
    }

    @Test(arguments: [
        ("visibilty=public", "unknown parameter \"visibilty\""), ("visibility=open", "not \"open\""),
        ("name=B=C", "no schema declares B, for which a Swift name was chosen"),
        ("services=maybe", "services is true or false, not \"maybe\""),
    ])
    func wrongParametersAreAnError(options: String, text: String) throws {
        let folder = try project(Self.source)
        let run = try protoc(options: options, in: folder)
        #expect(run.status != 0)
        #expect(run.errors.contains(text))
    }

    @Test
    func aCollisionIsReportedThroughProtoc() throws {
        let folder = try project(
            "syntax = \"proto2\"; message A { optional int32 b_c = 1; optional int32 b__c = 2; }")
        let run = try protoc(options: "", in: folder)
        #expect(run.status != 0)
        #expect(run.errors.contains("A.b__c and A.b_c (a.proto:1:32) would both be named bC in A"))
    }

    @Test(.enabled(if: Places.python != nil, "needs MARTLET_PYTHON with grpcio-tools"), arguments: [2023, 2024])
    func protocHandsOverEditions(edition: Int) throws {
        let folder = try project("edition = \"\(edition)\";\nmessage A { string text = 1; }")
        let run = try protoc([Places.python ?? "", "-m", "grpc_tools.protoc"], options: "", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try folder.read("Out/a.pb.swift").contains("var text: String?"))
    }

    @Test
    func aPipeWithoutArgumentsIsARequestAndGarbageInItAFailure() throws {
        let empty = try CommandRun(Places.tool, [], input: Data())
        #expect(empty.status == 0)
        // supported_features 3, minimum_edition 998, maximum_edition 1001.
        #expect(Array(empty.rawOutput) == [0x10, 3, 0x18, 0xE6, 0x07, 0x20, 0xE9, 0x07])
        let garbage = try CommandRun(Places.tool, [], input: Data([0xFF, 0xFF]))
        #expect(garbage.status == 3)
        #expect(garbage.errors.contains("standard input is no CodeGeneratorRequest"))
    }
}
