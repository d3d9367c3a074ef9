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
    func typesOfOtherModulesCollideWithNothingAndAreQualifiedWhereLocalOnesHideThem() throws {
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
        #expect(names.type("base.Group.Member") == "Group.Member")
        #expect(names.type("app.User") == "User")
        #expect(throws: SchemaError.self) { try Naming(schema) }
    }
}
