import MartletReflection
import Testing

/// No text takes more than its length deserves: one that is eight times as long takes about eight times as long.
@Suite(.serialized, .timeLimit(.minutes(5))) struct JSONLinearityTests {
    /// Texts of about a length that could bring a reader to do something again and again.
    private static let shapes: [(message: String, text: @Sendable (Int) -> String)] = [
        ("WellKnown", { "{\"doubleValue\":0.\(repeated("1", $0))}" }),
        ("WellKnown", { "{\"int32Value\":1\(repeated("0", $0))e-\($0)}" }),
        ("WellKnown", { "{\"stringValue\":\"\(repeated("\\u00e9", $0 / 6))\"}" }),
        ("WellKnown", { "{\"stringValue\":\"\(repeated("\\n", $0 / 2))\"}" }),
        ("WellKnown", { "{\"bytesValue\":\"\(repeated("AAEC", $0 / 4))\"}" }),
        ("WellKnown", { "{\"children\":[\(list($0 / 3) { _ in "{}" })]}" }),
        ("WellKnown", { "{\"list\":[\(list($0 / 100) { _ in repeated("[", 48) + repeated("]", 48) })]}" }),
        ("WellKnown", { "{\"structure\":{\(list($0 / 12) { "\"k\($0)\":1" })}}" }),
        ("WellKnown", { "{\"mask\":\"\(list($0 / 4) { _ in "aBc" })\"}" }),
        ("WellKnown", { "{\"any\":\(nestedAny("\"\(repeated("a", $0))\""))}" }),
        ("Names", { "{\"item_map\":{\(list($0 / 10) { "\"\($0)\":{}" })}}" }),
        ("Names", { "{\(list($0 / 10) { "\"u\($0)\":1" })}" }),
        ("Names", { "{\(list($0 / 16) { "\"\\u0075\($0)\":1" })}" }),
        ("Names", { length in "{\(list(8) { "\"\(repeated("a", length / 8))\($0)\":1" })}" }),
        ("Names", { "{\(repeated(" \n", $0 / 2))}" }),
        ("Names", { "{\"items\":[\(list($0 / 3) { _ in "{}" }),?]}" }),
    ]

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static func list(_ count: Int, _ element: (Int) -> String) -> String {
        (0..<count).map(element).joined(separator: ",")
    }

    /// A string in as many `Any`s as the nesting limit allows, the type of each behind its content.
    private static func nestedAny(_ string: String) -> String {
        (0..<95).reduce("{\"value\":\(string),\"@type\":\"x/google.protobuf.StringValue\"}") { text, _ in
            "{\"value\":\(text),\"@type\":\"x/google.protobuf.Any\"}"
        }
    }

    @Test(arguments: shapes.indices)
    func timeGrowsWithTheText(shape: Int) throws {
        let (name, text) = Self.shapes[shape]
        let type = try JSONSchema.message(name)
        func seconds(_ length: Int) -> Double {
            let bytes = Array(text(length).utf8)
            let options = JSONDecodingOptions(ignoreUnknownFields: true)
            // The shortest of three: what else the machine does only ever adds.
            return (0..<3).map { _ in
                let time = ContinuousClock().measure {
                    _ = try? DynamicMessage(json: bytes, as: type, options: options).jsonBytes()
                }
                return Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
            }.min() ?? 0
        }
        // Quadratic growth would be 64.
        let (short, long) = (seconds(20_000), seconds(160_000))
        #expect(long < short * 28 + 0.02, "\(text(40)): \(short * 1_000) ms, then \(long * 1_000) ms")
    }
}
