import MartletProtobuf
import Testing

/// Large `bytes` fields stay in the array that they were read from, and never keep much more of it than they hold.
@Suite struct BytesTests {
    /// A message with the payload in `oneBytes`, behind a string of that many bytes.
    private func encoded(_ payload: [UInt8], behind filler: Int = 0) -> [UInt8] {
        let front: [WireBytes] = [.tag(14, .lengthDelimited), .string(String(repeating: "x", count: filler))]
        return (front + [.tag(15, .lengthDelimited), .varint(UInt64(payload.count)), .raw(payload)]).bytes
    }

    private func payload(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    /// Whether the bytes lie in the array's own memory.
    private func shares(_ bytes: Bytes, _ array: [UInt8]) -> Bool {
        array.withUnsafeBytes { array in
            bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress, let low = array.baseAddress else { return false }
                return start >= low && start + bytes.count <= low + array.count
            }
        }
    }

    @Test(arguments: [(1_023, false), (1_024, true), (70_000, true)])
    func fieldsOfOneKibibyteStayInTheArray(count: Int, expected: Bool) throws {
        let source = encoded(payload(count))
        let message = try Everything(decoding: source)
        #expect(Array(message.oneBytes) == payload(count))
        #expect(shares(message.oneBytes, source) == expected)
        var merged = Everything()
        try merged.merge(from: source)
        #expect(shares(merged.oneBytes, source) == expected)
        #expect(merged == message)
    }

    @Test(arguments: [(0, true), (-1, false)])
    func aQuarterOfTheArrayIsTheLeastThatKeepsIt(change: Int, expected: Bool) throws {
        var source: [UInt8] = []
        source.reserveCapacity(40_000)
        let capacity = source.capacity
        // Not all of a capacity is a multiple of four; what is left over does not count.
        let count = capacity / 4 + change
        source += encoded(payload(count), behind: capacity / 2)
        #expect(source.capacity == capacity)
        let message = try Everything(decoding: source)
        #expect(Array(message.oneBytes) == payload(count))
        #expect(shares(message.oneBytes, source) == expected)
    }

    @Test(arguments: [(0, true), (-1, false)])
    func memoryThatTheArrayDoesNotUseCountsToo(change: Int, expected: Bool) throws {
        var source: [UInt8] = []
        source.reserveCapacity(40_000)
        let capacity = source.capacity
        source += encoded(payload(capacity / 4 + change))
        #expect(source.capacity == capacity)
        let message = try Everything(decoding: source)
        #expect(shares(message.oneBytes, source) == expected)
    }

    @Test func bytesFieldsOfEveryKindStay() throws {
        let (first, second) = (payload(3_000), payload(3_001))
        var (original, child) = (Everything(), Everything())
        child.maybeBytes = Bytes(first)
        original.child = child
        original.manyBytes = [Bytes(first), Bytes(second)]
        let source = try original.encoded()
        let message = try Everything(decoding: source)
        #expect(message.manyBytes == [Bytes(first), Bytes(second)])
        #expect(message.manyBytes.allSatisfy { shares($0, source) })
        let inner = try #require(message.child?.maybeBytes)
        #expect(inner == Bytes(first))
        #expect(shares(inner, source))
    }

    @Test func memoryThatIsOnlyLentIsCopied() throws {
        let source = encoded(payload(5_000))
        let messages = [
            try source.withUnsafeBytes { try Everything(decoding: $0) },
            try Everything(decoding: source.span), try Everything(decoding: source.span.bytes),
        ]
        for message in messages {
            #expect(Array(message.oneBytes) == payload(5_000))
            #expect(!shares(message.oneBytes, source))
        }
    }

    @Test func theContentOutlivesItsSource() throws {
        var source = encoded(payload(5_000))
        let message = try Everything(decoding: source)
        for index in source.indices { source[index] = 0xee }
        #expect(Array(message.oneBytes) == payload(5_000))
        source = []
        #expect(Array(message.oneBytes) == payload(5_000))
        #expect(try message.encoded() == encoded(payload(5_000)).suffix(5_003))
    }

    @Test func aSliceThatChangesIsCopied() throws {
        let source = encoded(payload(2_000))
        let message = try Everything(decoding: source)
        let changes: [(inout Bytes) -> Void] = [
            { $0[3] ^= 0xff }, { $0.append(7) }, { $0.removeFirst(10) }, { $0.replaceSubrange(5..<500, with: [1, 2]) },
            { $0.reverse() }, { $0.removeAll() }, { $0.append(contentsOf: payload(9)) },
        ]
        for change in changes {
            var (slice, whole) = (message.oneBytes, Bytes(payload(2_000)))
            change(&slice)
            change(&whole)
            #expect(slice == whole)
            #expect(slice != message.oneBytes)
            #expect(!shares(slice, source))
        }
        #expect(source == encoded(payload(2_000)))
        #expect(Array(message.oneBytes) == payload(2_000))
    }

    @Test func bytesTakeOneWordInAMessage() {
        #expect(MemoryLayout<Bytes>.size == MemoryLayout<UnsafeRawPointer>.size)
        #expect(MemoryLayout<Bytes?>.size == MemoryLayout<UnsafeRawPointer>.size)
    }

    @Test func changesHappenInPlace() {
        var bytes = Bytes(payload(2_000))
        let before = bytes.withUnsafeBytes { $0.baseAddress }
        for index in bytes.indices { bytes[index] ^= 1 }
        #expect(bytes.withUnsafeBytes { $0.baseAddress } == before)
    }

    @Test func slicesAndArraysAreTheSameCollection() throws {
        let source = encoded(payload(2_000), behind: 20)
        let slice = try Everything(decoding: source).oneBytes
        let whole = Bytes(payload(2_000))
        #expect(shares(slice, source))
        #expect(slice == whole)
        #expect(Set([slice, whole]).count == 1)
        #expect(slice.description == whole.description)
        #expect((slice.startIndex, slice.endIndex, slice.count) == (0, 2_000, 2_000))
        #expect(slice.indices.map { slice[$0] } == payload(2_000))
        #expect(Array(slice) == payload(2_000))
        #expect(slice.array == payload(2_000))
        #expect(slice.reversed() == payload(2_000).reversed())
        #expect(Array(slice[10..<20]) == Array(payload(2_000)[10..<20]))
        #expect(slice.withContiguousStorageIfAvailable { Array($0) } == payload(2_000))
        var other = whole
        other[1_999] ^= 1
        #expect(slice != other)
        #expect(slice != Bytes(payload(1_999)))
        #expect(Bytes() == Bytes([]))
    }

    @Test func aSliceOfASliceKeepsToTheMemoryOfTheFirst() throws {
        let inner = encoded(payload(9_000))
        let source = encoded(inner)
        let outer = try Everything(decoding: source).oneBytes
        let message = try Everything(decoding: outer)
        #expect(Array(message.oneBytes) == payload(9_000))
        #expect(shares(message.oneBytes, source))

        // More than a quarter of the first slice, less than a quarter of what that keeps.
        let small = encoded(payload(4_000), behind: 6_000)
        let large = encoded(small, behind: 20_000)
        let middle = try Everything(decoding: large).oneBytes
        #expect(shares(middle, large))
        let last = try Everything(decoding: middle)
        #expect(Array(last.oneBytes) == payload(4_000))
        #expect(!shares(last.oneBytes, large))
    }
}
