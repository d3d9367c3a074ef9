import MartletGenerator
import MartletSchema
import Testing

struct NamingTests {
    @Test
    func nestedTypesAreSpelledFromTheModule() throws {
        let names = try Naming(Schema("""
            syntax = "proto3";
            package a.b;
            message Outer { message Inner { enum Kind { ZERO = 0; } } }
            """))
        #expect(names.type("a.b.Outer.Inner.Kind") == "Outer.Inner.Kind")
        #expect(names.declaredType("a.b.Outer.Inner.Kind") == "Kind")
    }

    @Test
    func swiftPrefixStandsBeforeTopLevelNamesOnly() throws {
        let names = try Naming(Schema("""
            syntax = "proto3";
            option swift_prefix = "AB";
            message Outer { message Inner {} }
            """))
        #expect(names.type("Outer.Inner") == "ABOuter.Inner")
    }

    @Test
    func keywordsGetBackticksAndReservedNamesAnUnderscore() throws {
        let schema = try Schema("""
            syntax = "proto3";
            message M {
              int32 default = 1; int32 init = 2; int32 description = 3; int32 none = 4;
              oneof choice { int32 some = 5; }
            }
            """)
        let names = try Naming(schema)
        let fields = try #require(schema.message("M")).fields.map { names.property($0) }
        #expect(fields == ["`default`", "init_", "description_", "none", "some_"])
    }

    @Test
    func aOneofStepsAsideForTheTypesItWouldHide() throws {
        let schema = try Schema("""
            syntax = "proto3";
            message Route {}
            message M { oneof route { Route other = 1; } oneof step { int32 a = 2; } }
            """)
        let names = try Naming(schema)
        let oneofs = try #require(schema.message("M")).oneofs
        #expect(oneofs.map { names.type($0) } == ["RouteOneof", "Step"])
        #expect(oneofs.map { names.property($0) } == ["route", "step"])
    }

    @Test
    func aliasesThatDifferInThePrefixAloneAreOneInSwift() throws {
        let schema = try Schema("""
            syntax = "proto3";
            enum Kind { option allow_alias = true; KIND_A = 0; A = 0; KIND_B = 1; }
            """)
        let names = try Naming(schema)
        #expect(try #require(schema.enumeration("Kind")).values.map { names.value($0) } == ["a", "a", "b"])
    }

    @Test
    func aTypeThatANestedOneHidesIsReachedThroughItsModule() throws {
        let schema = try Schema("""
            syntax = "proto3";
            message Status {}
            message Report { message Status {} Status inner = 1; .Status outer = 2; }
            """)
        #expect(throws: SchemaError.self) { try Naming(schema) }
        let names = try Naming(schema, module: "App")
        #expect(names.type("Status") == "App.Status")
        #expect(names.type("Report.Status") == "Report.Status")
        #expect(names.declaredType("Status") == "Status")
    }

    @Test
    func typesOfOtherModulesCollideWithNothingAndAreSpelledWithTheirModules() throws {
        let schema = try Schema([
            "base.proto": """
                syntax = "proto3"; package base;
                message User {} message Group { message Member {} }
                """,
            "app.proto": """
                syntax = "proto3"; package app; import "base.proto";
                message User { base.User user = 1; base.Group.Member member = 2; }
                """,
        ])
        let names = try Naming(schema, modules: ["base.proto": "Base"])
        #expect(names.type("base.User") == "Base.User")
        #expect(names.type("base.Group.Member") == "Base.Group.Member")
        #expect(names.type("app.User") == "User")
        #expect(throws: SchemaError.self) { try Naming(schema) }
        // In Base, `Base.Base` may be a type; then `Base.User` would look for a type in that.
        let hidden = try Naming(Schema([
            "base.proto": "syntax = \"proto3\"; package base; message Base {} message Unit {}",
            "app.proto": "syntax = \"proto3\"; package app; import \"base.proto\"; message M { base.Unit unit = 1; }",
        ]), modules: ["base.proto": "Base"])
        #expect(hidden.type("base.Unit") == "Unit")
    }

    @Test
    func aChosenNameStandsForTheDeclarationEverywhere() throws {
        let schema = try Schema("""
            syntax = "proto2"; package p;
            message M { optional int32 b_c = 1; optional int32 b__c = 2; message N {} oneof o { N n = 3; } }
            enum E { E_A = 1; E__A = 2; }
            service S { rpc Call(M) returns (M); rpc call(M) returns (M); }
            extend M2 { optional int32 x = 100; }
            message M2 { extensions 100; }
            """)
        #expect(throws: SchemaError.self) { try Naming(schema) }
        let names = try Naming(schema, chosen: [
            "p.M": "Main", "p.M.N": "default", "p.M.b__c": "second", "p.M.o": "choice", "p.E.E__A": "again",
            "p.S": "Server", "p.S.call": "callAgain", "p.x": "extra",
        ])
        let message = try #require(schema.message("p.M"))
        #expect(names.type("p.M.N") == "Main.`default`")
        #expect(message.fields.map { names.property($0) } == ["bC", "second", "n"])
        #expect(names.type(try #require(message.oneofs.first)) == "Choice")
        #expect(names.value(try #require(schema.enumeration("p.E")?.values.last)) == "again")
        #expect(names.service(try #require(schema.files.first?.services.first)) == "Server")
        #expect(names.property(try #require(schema.extension("p.x")?.field)) == "extra")
    }
}
