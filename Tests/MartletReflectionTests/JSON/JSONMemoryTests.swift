import MartletProtobuf
import MartletReflection
import Testing

/// Few bytes of text must not become many of memory.
@Suite struct JSONMemoryTests {
    private static func list(_ count: Int, _ element: String) -> String {
        (0..<count).map { _ in element }.joined(separator: ",")
    }

    private static func members(_ count: Int, _ value: String) -> String {
        (0..<count).map { "\"\($0)\":\(value)" }.joined(separator: ",")
    }

    private static let nested = String(repeating: "[", count: 50) + String(repeating: "]", count: 50)

    @Test(arguments: [
        "{\"list\":[\(list(2_000, "1"))]}", "{\"list\":[\(list(40, nested))]}", "{\"children\":[\(list(2_000, "{}"))]}",
        "{\"structure\":{\(members(2_000, "{}"))}}", "{\"nulls\":[\(list(2_000, "null"))]}",
        "{\"timeMap\":{\(members(2_000, "\"1970-01-01T00:00:00Z\""))}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.ListValue\",\"value\":[\(list(2_000, "[]"))]}}",
    ])
    func elementsAreCounted(text: String) throws {
        let type = try JSONSchema.message("WellKnown")
        let limit = 50_000
        let error = try refusal(of: text, as: "WellKnown", JSONDecodingOptions(elementMemoryLimit: limit))
        #expect(error?.reason == .elementMemoryExceeded(limit: limit))
        #expect(error?.path.isEmpty == false)
        _ = try DynamicMessage(json: text, as: type)
    }

    @Test func theDefaultKeepsTheFactorSmall() throws {
        let text = "{\"list\":[\(Self.list(2_000_000, "1"))]}"
        #expect(try refusal(of: text, as: "WellKnown")?.reason == .elementMemoryExceeded(limit: 128 << 20))
    }

    /// What takes little as a dynamic message may take much as a generated one.
    @Test func generatedMessagesAreCountedToo() throws {
        let text = "{\"children\":[\(Self.list(2_000, "{}"))]}"
        let limit = 120_000
        let options = JSONDecodingOptions(elementMemoryLimit: limit)
        _ = try DynamicMessage(json: text, as: Everything.descriptor, options: options)
        #expect(throws: JSONDecodeError.self) { try Everything(json: text, options: options) }
        #expect(try Everything(json: text).children.count == 2_000)
    }
}
