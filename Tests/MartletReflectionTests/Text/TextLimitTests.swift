import MartletProtobuf
import MartletWellKnownTypes
import Testing

@testable import MartletReflection

/// Each limit refuses what is one too much, and nothing less.
@Suite struct TextLimitTests {
    private func nested(_ depth: Int, _ name: String = "child") -> String {
        String(repeating: "\(name) {", count: depth) + String(repeating: "}", count: depth)
    }

    @Test func nestingIsLimited() throws {
        _ = try Everything(textFormat: nested(100))
        let error = #expect(throws: TextFormatError.self) { try Everything(textFormat: nested(101)) }
        #expect(error?.reason == .nestingTooDeep)
        #expect(error?.column == 101 * 7)
        _ = try Everything(textFormat: nested(101), options: .init(nestingLimit: 101))
    }

    @Test func nestingOfSkippedFieldsIsLimited() throws {
        _ = try Everything(textFormat: nested(100, "none"), options: .init(ignoresUnknownFields: true))
        let error = #expect(throws: TextFormatError.self) {
            try Everything(textFormat: nested(101, "none"), options: .init(ignoresUnknownFields: true))
        }
        #expect(error?.reason == .nestingTooDeep)
    }

    @Test func nestingOfAnyIsLimited() throws {
        let name = "[a/google.protobuf.Any]"
        _ = try DynamicMessage(textFormat: nested(100, name), as: AnyMessage.descriptor)
        let error = #expect(throws: TextFormatError.self) {
            try DynamicMessage(textFormat: nested(101, name), as: AnyMessage.descriptor)
        }
        #expect(error?.reason == .nestingTooDeep)
    }

    @Test(arguments: ["many_int32: 1 ", "many_point {} ", "map_string {} "])
    func elementMemoryIsLimited(element: String) throws {
        let text = String(repeating: element, count: 1000)
        let size = MemoryLayout<DynamicValue>.stride
        let enough = TextFormatDecodingOptions(elementMemoryLimit: 1000 * size)
        _ = try DynamicMessage(textFormat: text, as: Everything.descriptor, options: enough)
        let tooLittle = TextFormatDecodingOptions(elementMemoryLimit: 1000 * size - 1)
        let error = #expect(throws: TextFormatError.self) {
            try DynamicMessage(textFormat: text, as: Everything.descriptor, options: tooLittle)
        }
        #expect(error?.reason == .elementMemoryExceeded)
    }

    @Test func printingOpensOnlySoManyAnys() throws {
        var any = AnyMessage(typeUrl: "a/google.protobuf.Any", value: [])
        for _ in 0..<5 { any = AnyMessage(typeUrl: "a/google.protobuf.Any", value: Bytes(try any.encoded())) }
        let options = TextFormatOptions(isSingleLine: true, nestingLimit: 3)
        let text = try any.textFormat(options)
        #expect(text.split(separator: "[").count == 3)
        #expect(text.contains("type_url"))
        #expect(try DynamicMessage(textFormat: text, as: AnyMessage.descriptor) == DynamicMessage(any))
        #expect(!(try any.textFormat()).contains("type_url"))
    }

    @Test func printingOpensOnlySoManyUnknownFields() throws {
        let bytes = (0..<6).reduce([UInt8]()) { bytes, _ in [0xa2, 0x7d] + counted(bytes) }
        let message = try Point(decoding: bytes)
        let few = TextFormatOptions(isSingleLine: true, printsUnknownFields: true, nestingLimit: 2)
        #expect(try message.textFormat(few).split(separator: "{").count == 3)
        let all = TextFormatOptions(isSingleLine: true, printsUnknownFields: true)
        #expect(try message.textFormat(all).split(separator: "{").count == 6)
    }

    /// The worst texts cost no more per byte than others.
    @Test(arguments: ["many_int32:1 ", "many_int32:1 many_int64:2 ", "many_string:''", "# x\n", "many_string:'' '' ''"])
    func readingIsLinear(piece: String) throws {
        let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
        let time = try ContinuousClock().measure {
            _ = try DynamicMessage(textFormat: text, as: Everything.descriptor)
        }
        #expect(time < .seconds(10))
    }
}
