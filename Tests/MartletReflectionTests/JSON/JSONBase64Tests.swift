import Testing

@testable import MartletReflection

@Suite struct JSONBase64Tests {
    @Test(arguments: [
        ("", []), ("AQI=", [1, 2]), ("AQI", [1, 2]), ("AAEC", [0, 1, 2]), ("AQ==", [1]), ("AQ", [1]), ("-_", [0xfb]),
        ("+/==", [0xfb]), ("-_8", [0xfb, 0xff]), ("+/8=", [0xfb, 0xff]), ("AR", [1]), ("//79", [0xff, 0xfe, 0xfd]),
    ] as [(String, [UInt8])])
    func bothAlphabetsAreRead(text: String, expected: [UInt8]) {
        #expect(bytes(base64: Array(text.utf8)[...]) == expected)
    }

    @Test(arguments: [
        "A", "AAAAA", "A===", "=", "==", "AQ=", "AQI==", "AQ=A", "A Q=", "AQI=\n", "AQ!", "é", "AAEC=", "AAEC====",
        "AAEC=AAA",
    ])
    func otherTextsAreNoBase64(text: String) {
        #expect(bytes(base64: Array(text.utf8)[...]) == nil)
    }

    @Test func whatIsWrittenIsReadBack() {
        for count in 0..<70 {
            let original = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            let text = base64(original)
            #expect(text.count % 4 == 0)
            #expect(bytes(base64: text[...]) == original)
        }
        #expect(String(decoding: base64([0xfb, 0xff, 0]), as: UTF8.self) == "+/8A")
    }

    @Test func bytesFieldsAreBase64() throws {
        #expect(try rewritten(#"{"data":"-_\u002bA"}"#, as: "Names") == #"{"data":"+/+A"}"#)
        let error = try refusal(of: #"{"data":"?"}"#, as: "Names")
        #expect(error?.reason == .invalidText("expected base64"))
        #expect(try refusal(of: #"{"data":[1]}"#, as: "Names")?.path == "data")
    }
}
