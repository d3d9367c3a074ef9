import Testing

@testable import MartletGenerator

struct CaseConversionTests {
    @Test(arguments: [
        ("name", "name"), ("snake_case_name", "snakeCaseName"), ("camelCase", "camelCase"),
        ("PascalCase", "pascalCase"), ("SCREAMING_CASE", "screamingCase"), ("HTTPServer", "httpServer"),
        ("URL", "url"), ("X", "x"), ("GetURL", "getURL"), ("a_1_b", "a1B"), ("_leading", "_leading"),
        ("trailing_", "trailing_"), ("double__underscore", "doubleUnderscore"), ("ID2", "id2"), ("_", "_"),
    ])
    func lowerCamelFollowsSwift(name: String, expected: String) {
        #expect(CaseConversion.lowerCamel(name) == expected)
    }

    @Test(arguments: [
        ("Greeter", "Greeter"), ("snake_case", "SnakeCase"), ("_Odd_", "_Odd_"), ("HTTPCode", "HTTPCode"),
    ])
    func upperCamelKeepsCapitals(name: String, expected: String) {
        #expect(CaseConversion.upperCamel(name) == expected)
    }

    @Test(arguments: [
        ("KIND_GREETED", "Kind", "greeted"), ("PAYLOAD_TYPE_A_B", "PayloadType", "aB"),
        ("HTTP_CODE_OK", "HTTPCode", "ok"), ("HTTPCODE_OK", "HTTPCode", "ok"),
        ("KIND_2D", "Kind", "kind2d"), ("KIND", "Kind", "kind"), ("KIND_", "Kind", "kind_"),
        ("KINDLY", "Kind", "kindly"), ("OTHER", "Kind", "other"), ("kind_lower", "Kind", "lower"),
    ])
    func enumValuesLoseTheNameOfTheirEnum(value: String, enumeration: String, expected: String) {
        #expect(EnumCaseName.of(value, in: enumeration) == expected)
    }
}
