import MartletProtobuf
import Testing

@testable import MartletReflection

/// Each limit refuses what is one too much, and nothing less.
@Suite struct DynamicLimitTests {
    private func nested(_ depth: Int) -> [UInt8] {
        (0..<depth).reduce([]) { bytes, _ in [0xca, 7] + counted(bytes) }
    }

    @Test func nestingIsLimited() throws {
        _ = try DynamicMessage(decoding: nested(100), as: Everything.descriptor)
        let error = #expect(throws: DecodeError.self) {
            try DynamicMessage(decoding: nested(101), as: Everything.descriptor)
        }
        #expect(error?.reason == .nestingTooDeep)
        _ = try DynamicMessage(
            decoding: nested(101), as: Everything.descriptor, options: DecodingOptions(nestingLimit: 101))
    }

    @Test func groupsAreLimitedToo() throws {
        func groups(_ depth: Int) -> [UInt8] {
            (0..<depth).reduce([]) { bytes, _ in [0x43, 18] + varint(UInt64(bytes.count)) + bytes + [0x44] }
        }
        _ = try DynamicMessage(decoding: groups(50), as: Legacy.descriptor)
        let error = #expect(throws: DecodeError.self) {
            try DynamicMessage(decoding: groups(51), as: Legacy.descriptor)
        }
        #expect(error?.reason == .nestingTooDeep)
    }

    /// A set's item begins a level of its own, and its message another.
    @Test func itemsOfMessageSetsAreLimited() throws {
        func item(_ depth: Int) -> [UInt8] {
            let message = [8, 1] + (1..<depth).reduce([UInt8]()) { bytes, _ in [18] + counted([8, 1] + bytes) }
            return [11, 16] + varint(1000) + [26] + counted(message) + [12]
        }
        _ = try DynamicMessage(decoding: item(100), as: Collection.descriptor)
        let error = #expect(throws: DecodeError.self) {
            try DynamicMessage(decoding: item(101), as: Collection.descriptor)
        }
        #expect(error?.reason == .nestingTooDeep)
    }

    private static let elements: [[UInt8]] = [
        [0xa8, 3, 0],  // one element, not packed
        [0xca, 3, 0],  // a message
        [0xaa, 6, 0],  // an entry of a map
        [0xca, 2, 1, 0],  // packed
    ]

    @Test(arguments: 0..<4)
    func elementMemoryIsLimited(index: Int) throws {
        let element = Self.elements[index]
        let bytes = Array(repeating: element, count: 1000).flatMap { $0 }
        // Packed numbers lie in an array of their own type first: three bytes more than they take on the wire.
        let size = index == 2
            ? MemoryLayout<(DynamicMapKey, DynamicValue)>.stride
            : MemoryLayout<DynamicValue>.stride + (index == 3 ? MemoryLayout<Int32>.size - 1 : 0)
        let enough = DecodingOptions(elementMemoryLimit: 1000 * size)
        _ = try DynamicMessage(decoding: bytes, as: Everything.descriptor, options: enough)
        let error = #expect(throws: DecodeError.self) {
            try DynamicMessage(
                decoding: bytes, as: Everything.descriptor,
                options: DecodingOptions(elementMemoryLimit: 1000 * size - 1))
        }
        #expect(error?.reason == .elementMemoryExceeded)
    }

    /// Alternating cases of a large oneof cost no more than others.
    @Test func readingIsLinear() throws {
        let bytes = Array(repeating: [0x88, 5, 1, 0xc0, 5, 1] as [UInt8], count: 20_000).flatMap { $0 }
        let time = try ContinuousClock().measure {
            _ = try DynamicMessage(decoding: bytes, as: Everything.descriptor)
        }
        #expect(time < .seconds(10))
    }
}
