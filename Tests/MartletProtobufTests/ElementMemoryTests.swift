import MartletProtobuf
import Testing

/// Every way in which few bytes become many in memory, and that the limit knows it.
@Suite struct ElementMemoryTests {
    private static let empty = WireBytes.nested([])
    private static let mapEntry = WireBytes.nested([.tag(1, .lengthDelimited), .string("k"), .tag(2, .varint)])

    /// What a hostile peer repeats, below a name for it.
    static let ways: [(way: String, parts: [WireBytes])] = [
        ("messages", [.tag(122, .lengthDelimited), empty]),
        ("strings", [.tag(54, .lengthDelimited), .string("")]),
        ("bytes", [.tag(55, .lengthDelimited), .string("b")]),
        ("packed varints", [.tag(42, .lengthDelimited), .nested([.varint(1), .varint(2), .varint(3)])]),
        ("packed enums", [.tag(56, .lengthDelimited), .nested([.varint(1), .varint(2)])]),
        ("varints one by one", [.tag(62, .varint), .varint(1)]),
        ("fixed numbers one by one", [.tag(68, .fixed64), .fixed64(1)]),
        ("numbers one by one where packed ones are expected", [.tag(42, .varint), .varint(1)]),
        ("entries of a map", [.tag(117, .lengthDelimited), empty]),
        ("boxes inside elements", [.tag(122, .lengthDelimited), .nested([.tag(121, .lengthDelimited), empty])]),
        ("boxes inside oneofs", [.tag(98, .lengthDelimited), empty]),
        ("messages inside messages", [.tag(121, .lengthDelimited), .nested([.tag(122, .lengthDelimited), empty])]),
        ("unknown fields of elements", [.tag(57, .lengthDelimited), .nested([.tag(9, .varint), .varint(1)])]),
    ]

    static let legacyWays: [(way: String, parts: [WireBytes])] = [
        ("groups", [.tag(8, .startGroup), .tag(8, .endGroup)]),
        ("boxes inside groups", [.tag(8, .startGroup), .tag(2, .lengthDelimited), empty, .tag(8, .endGroup)]),
        ("closed enums", [.tag(2, .varint), .varint(1)]),
        ("packed closed enums", [.tag(3, .lengthDelimited), .nested([.varint(1), .varint(2)])]),
        ("entries of a map to a closed enum", [.tag(4, .lengthDelimited), empty]),
    ]

    @Test(arguments: ways)
    func isCounted(way: String, parts: [WireBytes]) {
        expectLimit(Everything.self, parts)
    }

    @Test(arguments: legacyWays)
    func isCountedInProto2(way: String, parts: [WireBytes]) {
        expectLimit(Legacy.self, parts)
    }

    /// A thousand of them fit and ten thousand do not fit into a limit that lies between what both need.
    private func expectLimit<M: Message>(_: M.Type, _ parts: [WireBytes]) {
        func repeated(_ count: Int) -> [WireBytes] { Array(repeating: parts, count: count).flatMap { $0 } }
        #expect(failure(M.self, repeated(10_000)) == nil)
        let need = memoryNeed(M.self, repeated(1_000))
        #expect(need > 0, "not counted at all")
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
