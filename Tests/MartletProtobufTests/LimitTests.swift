import MartletProtobuf
import Testing

/// For each limit: what it lets through, what it stops, and that it is the limit that stops it.
@Suite struct LimitTests {
    private func chain(_ depth: Int) -> [WireBytes] {
        (0..<depth).reduce([]) { inner, _ in [.tag(121, .lengthDelimited), .nested(inner)] }
    }

    @Test func aHundredLevelsAreReadAndOneMoreIsNot() {
        #expect(failure(Everything.self, chain(100)) == nil)
        #expect(failure(Everything.self, chain(101)) == .nestingTooDeep)
        #expect(failure(Everything.self, chain(101), options: DecodingOptions(nestingLimit: 101)) == nil)
        #expect(failure(Everything.self, chain(2), options: DecodingOptions(nestingLimit: 1)) == .nestingTooDeep)
    }

    @Test func levelsAreCountedAlongOnePathOnly() {
        let wide = Array(repeating: [WireBytes.tag(122, .lengthDelimited), .nested(chain(99))], count: 50)
        #expect(failure(Everything.self, wide.flatMap { $0 }) == nil)
    }

    @Test func theErrorOfADeepMessageIsShort() throws {
        do {
            _ = try Everything(chain(101))
            Issue.record("101 levels were read")
        } catch {
            #expect(error.description.utf8.count < 200)
            #expect(error.fieldPath.contains("…"))
        }
    }

    @Test func theLimitsAreWhatTheirDocumentationSays() {
        let limits = DecodingOptions.default
        #expect(limits.nestingLimit == 100)
        #expect(limits.messageSizeLimit == 2_147_483_647)
        #expect(limits.elementMemoryLimit == 134_217_728)
        #expect(limits.unknownFieldLimit == 67_108_864)
        #expect(!limits.discardUnknownFields)
    }

    @Test func aMessageMayBeNoLongerThanAllowed() {
        let parts: [WireBytes] = [.tag(14, .lengthDelimited), .string("12345678")]
        #expect(failure(Everything.self, parts, options: DecodingOptions(messageSizeLimit: 10)) == nil)
        let error = #expect(throws: DecodeError.self) {
            try Everything(parts, options: DecodingOptions(messageSizeLimit: 9))
        }
        #expect(error?.description
            == "martlet.test.Everything: message longer than DecodingOptions.messageSizeLimit (9) at byte 0")
    }

    @Test(arguments: [
        (122, [.nested([])]), (57, [.nested([])]), (54, [.string("")]), (55, [.string("")]), (101, [.nested([])]),
    ] as [(Int, [WireBytes])])
    func elementsMayTakeNoMoreMemoryThanAllowed(_ number: Int, _ element: [WireBytes]) {
        let parts = Array(repeating: [.tag(number, .lengthDelimited)] + element, count: 10_000).flatMap { $0 }
        #expect(failure(Everything.self, parts) == nil)
        let tight = DecodingOptions(elementMemoryLimit: 10_000)
        #expect(failure(Everything.self, parts, options: tight) == .elementMemoryExceeded)
        #expect(failure(Everything.self, Array(parts.prefix(4)), options: tight) == nil)
    }

    @Test func descriptionsEndAfterFourKiB() {
        let text = Everything(oneString: String(repeating: "é", count: 10_000)).description
        #expect(text.utf8.count <= 4_096 + 3)
        #expect(text.hasSuffix("…"))
    }
}
