import Testing

/// What is wrong in `martlet-gen.json` is said with its place.
struct ConfigurationTests {
    @Test(arguments: [
        ("{ \"modules\": [ {\n  \"nmae\": \"A\" } ] }", "2:3: error: unknown key \"nmae\" in a module",
         "did you mean \"name\"?"),
        ("{\n \"zzzzzzzz\": 1 }", "2:2: error: unknown key \"zzzzzzzz\" in the configuration",
         "known are: imports, modules, names"),
        ("{ \"modules\": [] }", "1:1: error: the configuration lists no modules", nil),
        ("{ \"modules\": [ {} ] }", "1:16: error: a module lacks \"name\"", nil),
        ("{ \"modules\": 7 }", "1:14: error: modules is a list", nil),
        ("{ \"imports\": [1], \"modules\": [] }", "1:15: error: each of imports is a string", nil),
        ("{ \"modules\": [ { \"visibility\": \"pubic\" } ] }", "1:32: error: \"pubic\" is no visibility",
         "did you mean \"public\"?"),
        ("{ \"imports\": [], \"imports\": [] }", "1:18: error: key \"imports\" stands twice in the configuration", nil),
        ("{ \"modules\": [ }", "1:16: error: a JSON value is expected here", nil),
        ("{ \"modules\": \"x", "1:16: error: the string has no end", nil),
        ("{} x", "1:4: error: nothing more is expected here, not \"x\"", nil),
        ("{ imports: [] }", "1:3: error: a string in double quotes is expected here", nil),
        ("{ \"modules\": [ { \"flat\": \"yes\" } ] }", "1:26: error: flat is true or false", nil),
    ] as [(String, String, String?)])
    func complaintsHaveAPlace(text: String, complaint: String, help: String?) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "martlet-gen.json")
        let run = try CommandRun.tool("check", in: folder.url)
        #expect(run.status == 2)
        #expect(run.errors == "martlet-gen.json:\(complaint)\n" + (help.map { "  help: \($0)\n" } ?? ""))
    }

    @Test
    func deepNestingIsRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "[", count: 100_000), to: "martlet-gen.json")
        let run = try CommandRun.tool("check", in: folder.url)
        #expect(run.status == 2)
        #expect(run.errors.contains("the nesting is deeper than 64"))
    }

    @Test
    func pathsAreRelativeToTheConfiguration() throws {
        let folder = try TemporaryFolder()
        try folder.write("syntax = \"proto3\"; message A {}", to: "deep/Proto/a.proto")
        try folder.write(
            "{ \"modules\": [ { \"name\": \"A\", \"protos\": [\"Proto\"], \"output\": \"Out\" } ] }",
            to: "deep/gen.json")
        let run = try CommandRun.tool("generate", "--config", "deep/gen.json", in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.exists("deep/Out/a.pb.swift"))
    }
}
