import MartletProtobuf
import Testing

/// Every way in which few bytes become many in memory, and that the limit knows it.
@Suite struct ElementMemoryTests {
    private static let empty = WireBytes.nested([])
    private static let mapEntry = WireBytes.nested([.tag(1, .lengthDelimited), .string("k"), .tag(2, .varint)])

    private static let message = MemoryLayout<Everything>.stride
    private static let point = MemoryLayout<Point>.stride
    /// Of an object or an array on the heap, at least.
    private static let header = 32

    /// What a hostile peer repeats, and how many bytes each of it takes in memory, at least.
    static let ways: [(way: String, memory: Int, parts: [WireBytes])] = [
        ("messages", message, [.tag(122, .lengthDelimited), empty]),
        ("strings", 16, [.tag(54, .lengthDelimited), .string("")]),
        ("bytes", 8 + header, [.tag(55, .lengthDelimited), .string("b")]),
        ("packed varints", 8, [.tag(42, .lengthDelimited), .nested([.varint(1), .varint(2), .varint(3)])]),
        ("packed enums", 4, [.tag(56, .lengthDelimited), .nested([.varint(1), .varint(2)])]),
        ("varints one by one", 8, [.tag(62, .varint), .varint(1)]),
        ("fixed numbers one by one", 8, [.tag(68, .fixed64), .fixed64(1)]),
        ("numbers one by one where packed ones are expected", 8, [.tag(42, .varint), .varint(1)]),
        ("entries of a map", 16 + point, [.tag(117, .lengthDelimited), empty]),
        ("boxes inside elements", 2 * message + header,
            [.tag(122, .lengthDelimited), .nested([.tag(121, .lengthDelimited), empty])]),
        ("boxes inside oneofs", message + header, [.tag(98, .lengthDelimited), empty]),
        ("messages inside messages", message,
            [.tag(121, .lengthDelimited), .nested([.tag(122, .lengthDelimited), empty])]),
        ("unknown fields of elements", point + header,
            [.tag(57, .lengthDelimited), .nested([.tag(9, .varint), .varint(1)])]),
    ]

    private static let entry = MemoryLayout<Legacy.Several>.stride

    static let legacyWays: [(way: String, memory: Int, parts: [WireBytes])] = [
        ("groups", entry, [.tag(8, .startGroup), .tag(8, .endGroup)]),
        ("messages inside groups", entry,
            [.tag(8, .startGroup), .tag(2, .lengthDelimited), empty, .tag(8, .endGroup)]),
        ("closed enums", 1, [.tag(2, .varint), .varint(1)]),
        ("packed closed enums", 2, [.tag(3, .lengthDelimited), .nested([.varint(1), .varint(2)])]),
        ("entries of a map to a closed enum", 17, [.tag(4, .lengthDelimited), empty]),
    ]

    @Test(arguments: ways)
    func isCounted(way: String, memory: Int, parts: [WireBytes]) {
        expectLimit(Everything.self, memory, parts)
    }

    @Test(arguments: legacyWays)
    func isCountedInProto2(way: String, memory: Int, parts: [WireBytes]) {
        expectLimit(Legacy.self, memory, parts)
    }

    /// A thousand of them need what they take in memory; ten thousand do not fit into that.
    private func expectLimit<M: Message>(_: M.Type, _ memory: Int, _ parts: [WireBytes]) {
        func repeated(_ count: Int) -> [WireBytes] { Array(repeating: parts, count: count).flatMap { $0 } }
        #expect(failure(M.self, repeated(10_000)) == nil)
        let need = memoryNeed(M.self, repeated(1_000))
        #expect(need >= memory * 1_000)
        let options = DecodingOptions(elementMemoryLimit: need)
        #expect(failure(M.self, repeated(1_000), options: options) == nil)
        #expect(failure(M.self, repeated(10_000), options: options) == .elementMemoryExceeded)
    }

    /// The least limit under which the bytes can be read.
    private func memoryNeed<M: Message>(_: M.Type, _ parts: [WireBytes]) -> Int {
        var (low, high) = (0, DecodingOptions.default.elementMemoryLimit)
        while low < high {
            let middle = (low + high) / 2
            let isEnough = failure(M.self, parts, options: DecodingOptions(elementMemoryLimit: middle)) == nil
            (low, high) = isEnough ? (low, middle) : (middle + 1, high)
        }
        return low
    }

    @Test func packedNumbersThatTakeNoMoreThanOnTheWireAreFree() throws {
        let tight = DecodingOptions(elementMemoryLimit: 0)
        let fixed: [WireBytes] = [.tag(48, .lengthDelimited), .nested(Array(repeating: .fixed64(1), count: 1_000))]
        #expect(failure(Everything.self, fixed, options: tight) == nil)
        let long = WireBytes.nested(Array(repeating: .varint(.max), count: 1_000))
        #expect(failure(Everything.self, [.tag(44, .lengthDelimited), long], options: tight) == nil)
    }
}
