import Testing

@testable import MartletCompression

/// Messages that are not what they should be.
@Suite struct HostileMessageTests {
    private let codecs = MessageCodecs()

    private func zeros(_ count: Int, _ algorithm: CompressionAlgorithm) throws -> [UInt8] {
        try #require(codecs.compressed([UInt8](repeating: 0, count: count), algorithm, .smallest))
    }

    @Test(arguments: CompressionAlgorithm.available)
    func theLimitIsExact(algorithm: CompressionAlgorithm) throws {
        for count in [2, 511, 512, 513, 4_096, 65_536, 1_000_001] {
            let message = try count == 2 ? Self.pair(algorithm) : zeros(count, algorithm)
            #expect(try codecs.decompressed(message, algorithm, limit: count).count == count)
            for limit in [0, 1, count - 1, -5] where limit < count {
                #expect(throws: DecompressionError.tooLarge) {
                    try codecs.decompressed(message, algorithm, limit: limit).count
                }
            }
            #expect(try codecs.decompressed(message, algorithm, limit: .max).count == count)
        }
    }

    /// Two zeros, which no compressor makes shorter.
    private static func pair(_ algorithm: CompressionAlgorithm) -> [UInt8] {
        switch algorithm {
        case .gzip:
            [31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 1, 2, 0, 253, 255, 0, 0, 0xFF, 0x12, 0xD9, 0x41, 2, 0, 0, 0]
        case .deflate: [120, 1, 1, 2, 0, 253, 255, 0, 0, 0, 2, 0, 1]
        default: [0x28, 0xB5, 0x2F, 0xFD, 0x20, 2, 0x11, 0, 0, 0, 0]
        }
    }

    /// 32 MiB in a few KiB: what comes out ends one byte above the limit, and so does the memory.
    @Test(arguments: CompressionAlgorithm.available)
    func aBombEndsAtTheLimit(algorithm: CompressionAlgorithm) throws {
        let bomb = try zeros(32 << 20, algorithm)
        var output = BoundedOutput(limit: 4 << 20, expected: 1_000)
        #expect(throws: DecompressionError.tooLarge) {
            for _ in 0..<13 {
                try output.fill { room in
                    room.initializeMemory(as: UInt8.self, repeating: 0)
                    return room.count
                }
            }
        }
        #expect(output.bytes.count == 4 << 20 | 1)
        #expect(output.bytes.capacity < 5 << 20)
        #expect(throws: DecompressionError.tooLarge) { try codecs.decompressed(bomb, algorithm, limit: 4 << 20).count }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func brokenMessagesAreRefused(algorithm: CompressionAlgorithm) throws {
        let whole = try zeros(5_000, algorithm)
        var broken: [(String, [UInt8])] = [("empty", []), ("no header", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]
        for count in 1..<whole.count { broken.append(("cut at \(count)", Array(whole[..<count]))) }
        for tail: [UInt8] in [[0], [1, 2, 3], [UInt8](repeating: 0, count: 30)] {
            broken.append(("with a tail", whole + tail))
        }
        for (name, bytes) in broken {
            let error = #expect(throws: DecompressionError.self, "\(name)") {
                try codecs.decompressed(bytes, algorithm, limit: 100_000).count
            }
            if case .malformed = error { continue }
            Issue.record("\(name): \(String(describing: error))")
        }
        #expect(try codecs.decompressed(whole, algorithm, limit: 5_000).count == 5_000, "the codec can still be used")
    }

    /// The check values at the end: CRC-32 and length of gzip, Adler-32 of zlib.
    @Test(arguments: [CompressionAlgorithm.gzip, .deflate])
    func checkValuesAreChecked(algorithm: CompressionAlgorithm) throws {
        let whole = try zeros(5_000, algorithm)
        for place in 1...(algorithm == .gzip ? 8 : 4) {
            var broken = whole
            broken[broken.count - place] ^= 0x10
            #expect(throws: DecompressionError.self) {
                try codecs.decompressed(broken, algorithm, limit: 100_000).count
            }
        }
    }

    @Test func formatsAreNotMixedUp() throws {
        let gzip = try zeros(5_000, .gzip), zlib = try zeros(5_000, .deflate)
        #expect(throws: DecompressionError.self) { try codecs.decompressed(gzip, .deflate, limit: 100_000).count }
        #expect(throws: DecompressionError.self) { try codecs.decompressed(zlib, .gzip, limit: 100_000).count }
        let bare = Array(zlib[2..<(zlib.count - 4)])
        #expect(throws: DecompressionError.self) { try codecs.decompressed(bare, .deflate, limit: 100_000).count }
        #expect(throws: DecompressionError.self) { try codecs.decompressed(gzip, .identity, limit: 100_000).count }
    }

    /// RFC 1952 lets gzip be several, one after the other: their sum has the limit.
    @Test func membersOfGzipShareTheLimit() throws {
        let member = try zeros(5_000, .gzip)
        let three = member + member + member
        #expect(try codecs.decompressed(three, .gzip, limit: 15_000).count == 15_000)
        #expect(throws: DecompressionError.tooLarge) { try codecs.decompressed(three, .gzip, limit: 14_999).count }
        let two = try zeros(5_000, .deflate)
        #expect(throws: DecompressionError.self) { try codecs.decompressed(two + two, .deflate, limit: 100_000).count }
        // Members that hold nothing: 20 bytes each.
        let nothing: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let many = [[UInt8]](repeating: nothing, count: 50_000).flatMap(\.self)
        #expect(try codecs.decompressed(many, .gzip, limit: 0) == [])
    }
}
