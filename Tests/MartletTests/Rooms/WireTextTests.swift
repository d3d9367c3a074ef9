import Testing

@testable import Martlet

/// The small grammars of gRPC over HTTP/2: timeout, message, Base64, content type.
@Suite struct WireTextTests {
    private func bytes<Value>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        Array(text.utf8).withUnsafeBytes(body)
    }

    // MARK: grpc-timeout

    @Test(arguments: [
        ("1H", Duration.seconds(3600)), ("2M", .seconds(120)), ("3S", .seconds(3)), ("4m", .milliseconds(4)),
        ("5u", .microseconds(5)), ("6n", .nanoseconds(6)), ("0S", .zero), ("99999999H", .seconds(359_999_996_400)),
    ])
    func timeoutsAreRead(text: String, duration: Duration) {
        #expect(bytes(text, Timeout.decode) == duration)
    }

    @Test(arguments: ["", "1", "S", "-1S", "123456789S", "1 S", "0x1S", "1s", "1.5S", "\u{FF11}S", "+1S", " 1S", "1S "])
    func malformedTimeoutsAreRefused(text: String) {
        #expect(bytes(text, Timeout.decode) == nil)
    }

    @Test(arguments: [
        (Duration.nanoseconds(1), "1n"), (.nanoseconds(99_999_999), "99999999n"),
        (.nanoseconds(100_000_000), "100000u"),
        (.nanoseconds(100_000_001), "100001u"), (.milliseconds(1500), "1500000u"), (.seconds(100), "100000m"),
        (.seconds(99_999), "99999000m"), (.seconds(100_000), "100000S"), (.seconds(100_000_000), "1666667M"),
        (.seconds(Int64.max), "99999999H"), (.zero, "0n"), (.seconds(-1), "0n"),
    ])
    func timeoutsAreWrittenRoundedUpInEightDigits(duration: Duration, text: String) {
        #expect(Timeout.encode(duration) == text)
    }

    @Test func whatIsWrittenNeverFallsShort() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            let duration = Duration.nanoseconds(Int64.random(in: 1...(1 << Int64.random(in: 1...62)), using: &random))
            let written = bytes(Timeout.encode(duration), Timeout.decode) ?? .zero
            #expect(written >= duration && written <= duration * 1.001 + .nanoseconds(1000))
        }
    }

    // MARK: grpc-message

    @Test(arguments: [
        ("plain text", "plain text"), ("100%", "100%25"), ("\ttest\r\n", "%09test%0D%0A"), ("é", "%C3%A9"),
        ("\u{1F426}", "%F0%9F%90%A6"), ("", ""), ("~\u{7F}", "~%7F"),
    ])
    func messagesArePercentEncoded(message: String, encoded: String) {
        #expect(StatusMessage.encode(message) == encoded)
        #expect(bytes(encoded, StatusMessage.decode) == message)
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("a%2", "a%2"), ("%41%", "A%"), ("%FF", "\u{FFFD}")])
    func decodingNeverFails(encoded: String, message: String) {
        #expect(bytes(encoded, StatusMessage.decode) == message)
    }

    @Test func longMessagesAreCutBetweenCharacters() {
        let encoded = StatusMessage.encode(String(repeating: "é", count: 10_000))
        #expect(encoded.utf8.count <= StatusMessage.maxEncodedBytes)
        #expect(bytes(encoded, StatusMessage.decode).allSatisfy { $0 == "é" })
    }

    // MARK: Base64

    @Test func bytesSurviveBase64() {
        for count in 0..<100 {
            let original = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let letters = Array(Base64.encode(original).utf8)
            #expect(!letters.contains(UInt8(ascii: "=")))
            #expect(Base64.decode(letters[...]) == original)
            let padded = letters + [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
            #expect(Base64.decode(padded[...]) == original)
        }
    }

    @Test(arguments: ["A", "####", "AB=C", "AAAA=", "A===", "AB C", "AAAAA"])
    func wrongBase64IsRefused(text: String) {
        #expect(Base64.decode(Array(text.utf8)[...]) == nil)
    }

    // MARK: content-type

    @Test(arguments: [
        ("application/grpc", true), ("application/grpc+proto", true), ("application/grpc;charset=utf-8", true),
        ("application/grpc+json", true), ("application/grpcx", false), ("application/json", false), ("", false),
        ("application/grp", false), ("text/html", false),
    ])
    func contentTypesAreJudged(text: String, isGRPC: Bool) {
        #expect(bytes(text, HeaderBytes.isGRPC) == isGRPC)
    }
}

/// Received headers, kept as they came.
@Suite struct RawMetadataTests {
    private let raw: RawMetadata = {
        var raw = RawMetadata()
        for (name, value) in [("a", "1"), ("b-bin", " AAE , Ag== "), ("a", " \t "), ("ab", "\t 2 ")] {
            Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { raw.append(name, $0) } }
        }
        return raw
    }()

    @Test func orderAndDuplicatesAreKept() throws {
        let metadata = try raw.decoded()
        #expect(metadata.map(\.key) == ["a", "b-bin", "b-bin", "a", "ab"])
        #expect(metadata.values(for: "a") == ["1", ""])
        #expect(metadata.values(for: "ab") == ["2"])
        #expect(metadata.binaryValues(for: "b-bin") == [[0, 1], [2]])
    }

    @Test func oneKeyIsDecodedAlone() throws {
        #expect(try raw.decoded(only: "a").map(\.key) == ["a", "a"])
        #expect(try raw.decoded(only: "b-bin").count == 2)
        #expect(try raw.decoded(only: "b").isEmpty)
        #expect(try RawMetadata().decoded(only: "a").isEmpty)
    }
}

/// What a peer wrote, in one line of ours.
@Suite struct LogTextTests {
    @Test func aPeersTextStaysOnItsLine() {
        #expect("\(LogText("a\r\nINFO forged\u{2028}\u{1B}[31m"))" == "a\\r\\nINFO forged\\u{2028}\\u{1B}[31m")
        #expect("\(LogText("plain é \u{1F426}"))" == "plain é \u{1F426}")
    }

    @Test func aPeersTextIsCut() {
        let text = "\(LogText(String(repeating: "x", count: 100_000)))"
        #expect(text.utf8.count <= LogText.maxBytes + 3)
    }
}
