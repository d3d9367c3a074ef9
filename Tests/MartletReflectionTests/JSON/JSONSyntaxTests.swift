import Testing

@testable import MartletReflection

/// What is JSON and what is not, whatever message it is for.
@Suite struct JSONSyntaxTests {
    private func read(
        _ text: String, nestingLimit: Int = 100, valueLimit: Int = 1_000
    ) throws(JSONDecodeError) -> JSONDocument {
        do throws(JSONLocatedFailure) {
            return try JSONDocument(Array(text.utf8), nestingLimit: nestingLimit, valueLimit: valueLimit)
        } catch {
            throw error.error("m")
        }
    }

    private func refusal(_ text: String) -> JSONDecodeError? {
        do throws(JSONDecodeError) {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "{}", "[]", "null", "true", "false", "0", "-0", "1.5e-7", "1E+2", "\"\"", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n",
        #""\"\\\/\b\f\n\r\t\u00e9\uD83D\ude01""#, "\"\u{7f}é漢😀\"", "[[],{},[{}]]",
    ])
    func valuesAreRead(text: String) throws {
        _ = try read(text)
    }

    @Test(arguments: [
        "", " ", "{", "[", "}", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 , }", "{,}", "[1,]", "[,1]",
        "[1 2]", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "['a']", "{1:2}", "{null:1}", "{true:1}", "[1]]", "{} {}",
        "1 2", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "01",
        "-01", "00", "0x10", "1_000", "// c\n1", "/* c */ 1", "[1 // c\n]", "\"", "\"abc", "\"\\", "\"\\\"", "\"\\x\"",
        "\"\\U8C37\"", "\"\\u8C3\"", "\"\\uXXXX\"", "\"\\u 123\"", "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "\"\u{1f}\"",
        "\u{feff}{}", "\u{a0}1", "[1;2]", "{\"a\"=1}", "tru", "falsee", "\u{661}",
    ])
    func otherTextsAreNot(text: String) {
        #expect(refusal(text) != nil)
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ude01\ud83d""#, #""\ud83d\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#,
        #""\ud83d\u0041""#, #""\ud83d"#,
    ])
    func halvesOfSurrogatePairsAreNoCharacters(text: String) {
        #expect(refusal(text)?.column == 2)
    }

    @Test(arguments: [
        [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
        [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
        [0x22, 0xe6, 0xbc, 0x22], [0x22, 0x80, 0x22],
    ] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        do throws(JSONLocatedFailure) {
            _ = try JSONDocument(bytes, nestingLimit: 10, valueLimit: 10)
            Issue.record("accepted")
        } catch {
            #expect(error.reason == .invalidUTF8)
            #expect(error.offset == 1)
        }
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, 7), (#"{"a":{"b":1,"c":2,"b":3}}"#, 18), (#"{"a":1,"\u0061":2}"#, 7),
        (#"{"":1,"":2}"#, 6), (#"[{"a":[{"x":1,"x":1}]}]"#, 14),
        (#"{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"3":0}"#, 55),
    ])
    func aKeyStandsInItsObjectOnce(text: String, offset: Int) {
        let error = refusal(text)
        #expect(error?.byteOffset == offset)
        if case .duplicateKey? = error?.reason { return }
        Issue.record("\(String(describing: error))")
    }

    /// Both are "é" to Swift's `==`, and different to everybody else.
    @Test func keysThatUnicodeCallsEquivalentDiffer() throws {
        _ = try read("{\"e\u{301}\":1,\"\u{e9}\":2}")
        let many = (0..<20).map { "\"k\($0)\":0," }.joined()
        _ = try read("{\(many)\"e\u{301}\":1,\"\u{e9}\":2}")
    }

    @Test func stringsAreUnescaped() throws {
        let document = try read(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE01x\u0000\uFFFF""#)
        #expect(document.string(0) == "\"\\/\u{8}\u{c}\n\r\té😁x\u{0}\u{ffff}")
    }

    @Test func nestingEndsAtItsLimit() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            func nested(_ count: Int) -> String {
                String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
            }
            _ = try read(nested(7), nestingLimit: 7)
            let error = #expect(throws: JSONDecodeError.self) { try read(nested(8), nestingLimit: 7) }
            #expect(error?.reason == .nestingTooDeep(limit: 7))
        }
        #expect(throws: JSONDecodeError.self) { try read("{}", nestingLimit: 0) }
    }

    /// A text of nothing but brackets is refused at the limit, and needs no stack until then.
    @Test func endlessNestingNeedsNoStack() throws {
        let depth = 1_000_000
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: JSONDecodeError.self) { try read(text) }
        _ = try read(text, nestingLimit: .max, valueLimit: .max)
    }

    @Test func valuesEndAtTheirLimit() throws {
        _ = try read("[1,2,{\"a\":3}]", valueLimit: 6)
        let error = #expect(throws: JSONDecodeError.self) { try read("[1,2,{\"a\":3}]", valueLimit: 5) }
        #expect(error?.reason == .tooManyValues(limit: 5))
    }

    @Test(arguments: [
        (#"{"orders":[{"price":1},{"price":01}]}"#, "orders[1].price", 1, 34),
        ("{\n  \"a\": [\n    1,\n    tru\n  ]\n}", "a[1]", 4, 5),
        (#"{"a b":{"[x.y]":{"":{"é\n":?}}}}"#, #"["a b"]["[x.y]"][""]["é\n"]"#, 1, 28),
        ("{\"漢字\": x}", #"["漢字"]"#, 1, 8),
        ("[[1,2],[3,[4,5,\"\u{1}\"]]]", "[1][1][2]", 1, 17),
        ("{\"a\":{}", "", 1, 8),
        ("[1,2] 3", "", 1, 7),
    ])
    func errorsSayWhere(text: String, path: String, line: Int, column: Int) {
        let error = refusal(text)
        #expect(error?.path == path)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func longKeysAreCutInErrors() {
        let key = String(repeating: "k", count: 100_000)
        let error = refusal("{\"\(key)\":1,\"\(key)\":?}")
        #expect((error?.description.utf8.count ?? .max) < 200)
        let other = refusal("{\"\(key)\":1,\"\(key)\":1}")
        #expect((other?.description.utf8.count ?? .max) < 300)
    }
}
