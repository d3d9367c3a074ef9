import MartletProtobuf
import Testing

@testable import MartletReflection

@Suite struct JSONNumberTests {
    private func value(_ field: String, _ text: String) throws -> DynamicValue? {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        let descriptor = try #require(type.field(named: field))
        return try DynamicMessage(json: "{\"\(field)\":\(text)}", as: type)[descriptor]
    }

    private func isRefused(_ field: String, _ text: String) -> Bool {
        do {
            _ = try value(field, text)
            return false
        } catch {
            return true
        }
    }

    @Test(arguments: [
        ("5", 5), ("-5", -5), ("0", 0), ("-0", 0), ("1e5", 100_000), ("1E+5", 100_000), ("1.0", 1),
        ("100000.000", 100_000),
        ("12.5e1", 125), ("1200e-2", 12), ("0.00012e6", 120), ("0e99999999999999999999", 0), ("0.0e-5", 0),
        ("2147483647", .max), ("-2147483648", .min), ("2147483647.0", .max), ("-2.147483648e9", .min),
        ("\"7\"", 7), ("\"1e5\"", 100_000), ("\"-2147483648\"", .min), (#""2\u003147483647""#, .max), ("\"0\"", 0),
    ] as [(String, Int32)])
    func integersAreReadExactly(text: String, expected: Int32) throws {
        #expect(try value("maybe_int32", text) == .int32(expected))
        #expect(try value("maybe_sint32", text) == .int32(expected))
        #expect(try value("maybe_sfixed32", text) == .int32(expected))
    }

    @Test(arguments: [
        "2147483648", "-2147483649", "1e10", "1e536870000", "0.5", "1.00000000000000000000001", "1e-1", "\"0.5\"",
        "\"\"",
        "\" 1\"", "\"1 \"", "\"12abc\"", "\"12 34\"", "\"12,34\"", "\"12谷34\"", "\"abc\"", "\"+1\"", "\"01\"", "\"1.\"",
        "\"0x1\"", "\"NaN\"", "\"\u{661}\u{662}\"", "\"\u{ff11}\"", "true", "false", "[]", "[1]", "{}", "\"1\\u0000\"",
    ])
    func otherValuesAreNoInt32(text: String) {
        #expect(isRefused("maybe_int32", text))
    }

    @Test(arguments: [
        ("maybe_int64", "9223372036854775807", .int64(.max)), ("maybe_int64", "\"-9223372036854775808\"", .int64(.min)),
        ("maybe_int64", "-9223372036854775808", .int64(.min)),
        ("maybe_int64", "9223372036854774784", .int64(9_223_372_036_854_774_784)),
        ("maybe_uint64", "18446744073709551615", .uint64(.max)),
        ("maybe_uint64", "\"18446744073709551615\"", .uint64(.max)),
        ("maybe_uint64", "1.8446744073709551615e19", .uint64(.max)), ("maybe_uint64", "-0", .uint64(0)),
        ("maybe_uint32", "4294967295", .uint32(.max)), ("maybe_fixed64", "1e19", .uint64(10_000_000_000_000_000_000)),
        ("maybe_uint32", "4.294967295E9", .uint32(.max)),
    ] as [(String, String, DynamicValue)])
    func theLargestIntegersFit(field: String, text: String, expected: DynamicValue) throws {
        #expect(try value(field, text) == expected)
    }

    @Test(arguments: [
        ("maybe_int64", "9223372036854775808"), ("maybe_int64", "\"-9223372036854775809\""),
        ("maybe_uint32", "4294967296"),
        ("maybe_uint64", "18446744073709551616"), ("maybe_uint64", "\"18446744073709551616\""), ("maybe_uint64", "-1"),
        ("maybe_uint32", "-1"), ("maybe_uint64", "1e20"), ("maybe_uint64", "\"1e536870000\""),
        ("maybe_uint64", "\"0.5\""),
        ("maybe_fixed32", "1e-400"), ("maybe_int64", "99999999999999999999999999999999"),
    ])
    func integersOutOfRangeAreRefused(field: String, text: String) {
        #expect(isRefused(field, text))
    }

    @Test(arguments: [
        ("1", 1), ("-1.5", -1.5), ("0.1", 0.1), ("1e-7", 1e-7), ("1.79769e+308", 1.79769e+308),
        ("2.22507e-308", 2.22507e-308),
        ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0), ("\"1.5\"", 1.5), ("\"2.22507e-308\"", 2.22507e-308),
        ("\"Infinity\"", .infinity),
        ("\"-Infinity\"", -.infinity), (#""\u0049nfinity""#, .infinity), ("9007199254740993", 9_007_199_254_740_992),
        ("1.7976931348623157e308", .greatestFiniteMagnitude), ("0.30000000000000004", 0.1 + 0.2),
    ] as [(String, Double)])
    func doublesAreReadToTheNearest(text: String, expected: Double) throws {
        #expect(try value("maybe_double", text) == .double(expected))
    }

    @Test func negativeZeroAndNaNAreRead() throws {
        for text in ["-0", "-0.0", "\"-0\"", "-0e5"] {
            guard case .double(let number)? = try value("maybe_double", text) else { throw Unexpected() }
            #expect(number.sign == .minus && number == 0, "\(text)")
        }
        guard case .float(let number)? = try value("maybe_float", "\"NaN\"") else { throw Unexpected() }
        #expect(number.isNaN)
    }

    private struct Unexpected: Error {}

    @Test(arguments: [
        "1e309", "-1e309", "1.89769e308", "NaN", "Infinity", "\"nan\"", "\"inf\"", "\"infinity\"", "\"+Infinity\"",
        "\"\"", "\" 1\"",
        "\"0x1p3\"", "\"1e\"", "true", "[]", "\"12,34\"", "\"12abc\"", "\"1e309\"", "\"Infinity \"",
    ])
    func otherValuesAreNoDouble(text: String) {
        #expect(isRefused("maybe_double", text))
    }

    @Test(arguments: [
        ("3.4028235e38", .greatestFiniteMagnitude),
        ("3.402823e+38", 3.402823e+38), ("1.175494e-38", Float(1.175494e-38 as Double)),
        // Halfway between two floats but for a digit that a double does not hold.
        ("1.00000017881393432617187499", 1.00000011920928955078125),
        ("1.00000017881393432617187501", 1.0000002384185791015625),
        ("3.40282356e38", .greatestFiniteMagnitude),
    ] as [(String, Float)])
    func floatsAreRoundedOnce(text: String, expected: Float) throws {
        #expect(try value("maybe_float", text) == .float(expected))
    }

    @Test(arguments: ["3.502823e+38", "-3.502823e+38", "1e39", "\"1e39\"", "3.4028236e38"])
    func floatsOutOfRangeAreRefused(text: String) {
        #expect(isRefused("maybe_float", text))
    }

    @Test(arguments: [
        (1, "1"), (-2, "-2"), (0.1, "0.1"), (1e21, "1e+21"), (1e-7, "1e-07"), (123456789.125, "123456789.125"),
        (0, "0"), (-0.0, "-0.0"),
        (.infinity, "\"Infinity\""), (-.infinity, "\"-Infinity\""),
        (.nan, "\"NaN\""), (.leastNonzeroMagnitude, "5e-324"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ] as [(Double, String)])
    func doublesAreWrittenAsShortAsCanBe(number: Double, text: String) throws {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        var message = DynamicMessage(type)
        try message.set("maybe_double", to: .double(number))
        #expect(try message.jsonString() == "{\"maybeDouble\":\(text)}")
    }

    @Test func floatsAreWrittenAsFloats() throws {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        var message = DynamicMessage(type)
        try message.set("maybe_float", to: .float(0.1))
        #expect(try message.jsonString() == "{\"maybeFloat\":0.1}")
        try message.set("maybe_float", to: .float(Float(bitPattern: 0xffb5_4321)))
        #expect(try message.jsonString() == "{\"maybeFloat\":\"NaN\"}")
    }

    @Test func integersOf64BitsAreQuotedAndOthersAreNot() throws {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        let text = #"{"oneInt32":-1,"oneInt64":-2,"oneUint32":3,"oneUint64":4,"oneFixed64":5}"#
        let quoted = #"{"oneInt32":-1,"oneInt64":"-2","oneUint32":3,"oneUint64":"4","oneFixed64":"5"}"#
        #expect(try DynamicMessage(json: text, as: type).jsonString() == quoted)
    }
}
