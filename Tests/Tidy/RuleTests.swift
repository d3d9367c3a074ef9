import Testing

/// The rules can fail: what they stand on, tried on small pieces of Swift.
@Suite struct RuleTests {
    @Test func stringsAndCommentsAreNotCode() {
        let source = ##"""
            let a = "{ \(b("}")) try! " // } as!
            /* { /* nested */ fatalError( */ let c = #"}"{"#
            let d = """
                { precondition(
                """; let e = f
            """##
        let code = SwiftCode(source).lines.joined(separator: "\n")
        #expect(!code.contains { "{}!".contains($0) })
        #expect(!code.contains("precondition") && !code.contains("fatalError"))
        #expect(SwiftCode(source).words == ["let", "a", "c", "d", "e", "f"])
        #expect(SwiftCode(source).lines.map(\.utf8.count) == SourceFile(path: "", text: source).lines.map(\.utf8.count))
    }

    @Test func functionsAreFoundWithTheirLength() {
        let code = SwiftCode("""
            protocol P { func requirement() -> Int
                var value: Int { get }
            }
            struct S {
                init?(a: Int = { 1 }()) {
                    self.init(b: a)
                }
                func outer(
                    c: Int
                ) async throws -> [Int] {
                    let d = { e in
                        e
                    }
                    return []
                }
            }
            """)
        #expect(code.functions == [
            FunctionSpan(name: "init", firstLine: 5, lastLine: 7),
            FunctionSpan(name: "outer", firstLine: 8, lastLine: 15),
        ])
    }

    @Test func importsAndTypesAreRead() {
        let file = SourceFile(path: "Sources/Martlet/A.swift", text: """
            public import Logging
            @testable import MartletTLS
            import struct Foundation.Data
            // import Glibc
            public struct Outer { enum Inner {} }
            private class Hidden {}
            let important = 1
            """)
        #expect(file.imports == ["Logging", "MartletTLS", "Foundation"])
        #expect(file.code.outermostTypes == ["Outer"])
        #expect(file.code.declaredTypes == ["Outer", "Inner"])
        #expect(file.module == "Martlet")
    }
}
