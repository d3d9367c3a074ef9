import MartletSchema
import Testing

@testable import MartletGenerator

/// Schemas and descriptors that try to get code of their own into generated files.
struct HostileInputTests {
    @Test(arguments: ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"])
    func everyLineBreakEndsTheLineOfAComment(lineBreak: String) {
        #expect(SwiftText.commentLines("harmless\(lineBreak)let code = 1") == ["harmless", "let code = 1"])
    }

    @Test
    func charactersThatDeceiveTheReaderAreDropped() {
        #expect(SwiftText.commentLines("a\u{0}b\u{7}c\u{1B}[2Jd\u{202E}e\u{2066}f\tg") == ["abc[2Jdef\tg"])
    }

    @Test
    func namesThatNoSchemaCanDeclareAreRefused() throws {
        for name in ["", "1a", "a b", "A {}\npublic let x = 1 //", "a\"", "\u{e4}", "a.b", "`a`", "a-b"] {
            let message = Self.field(1, Array(name.utf8))
            #expect(throws: SchemaError.self, "\(name)") { try Self.schema(messages: [message]) }
        }
        #expect(try Self.schema(messages: [Self.field(1, Array("A_1".utf8))]).message("A_1") != nil)
    }

    @Test
    func aPathWithALineBreakIsRefused() {
        #expect(throws: SchemaError.self) { try Self.schema(path: "a\npublic let x = 1.proto", messages: []) }
    }

    @Test
    func cutOffDescriptorsAreErrorsAndNoCrash() throws {
        let set = Self.field(1, Self.field(1, Array("a.proto".utf8)) + Self.field(4, Self.field(1, Array("A".utf8))))
        for length in 1..<set.count {
            #expect(throws: SchemaError.self) { try Schema(descriptorSet: Array(set[..<length])) }
        }
        #expect(try Schema(descriptorSet: set).message("A") != nil)
    }

    @Test
    func aOneofIndexOutOfRangeIsRefused() {
        let field = Self.field(1, Array("a".utf8)) + [0x18, 1, 0x20, 1, 0x28, 5, 0x48, 7]
        let message = Self.field(1, Array("A".utf8)) + Self.field(2, field)
        let error = #expect(throws: SchemaError.self) { try Self.schema(messages: [message]) }
        #expect(error?.text == "field A.a is in a oneof that isn't there")
    }

    /// A size that is asked for again at each level would take longer than the universe is old.
    @Test
    func messagesMayLieInOneAnotherAThousandLevelsDeep() throws {
        let messages = (0..<1_000).map { "message M\($0) { M\($0 + 1) a = 1; M\($0 + 1) b = 2; M0 first = 3; }" }
        let source = "syntax = \"proto3\"; \(messages.joined()) message M1000 {}"
        let straight = source.replacing(" M0 first = 3;", with: "")
        for source in [source, straight] {
            let files = try Generator(Schema(["deep.proto": source]), options: GenerationOptions()).files()
            #expect(files.first?.source.contains("struct M999") == true)
        }
    }

    /// A set of one file with these encoded messages.
    private static func schema(path: String = "a.proto", messages: [[UInt8]]) throws -> Schema {
        let file = field(1, Array(path.utf8)) + messages.flatMap { field(4, $0) }
        return try Schema(descriptorSet: field(1, file))
    }

    /// A length-delimited field; short ones will do.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
}
