import Testing

@testable import MartletCompression

/// Messages compressed and decompressed, one at a time.
@Suite struct CodecTests {
    private static let levels: [CompressionLevel] = [.fastest, .balanced, .smallest]

    /// Bytes that compress well, but not to nothing.
    private static func text(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 / 7) &* ($0 / 7) % 40 + 60) }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func whatWasCompressedComesBack(algorithm: CompressionAlgorithm) throws {
        let codecs = MessageCodecs()
        for count in [100, 4_000, 300_000] {
            let message = Self.text(count)
            for level in Self.levels + Self.levels.reversed() {
                let compressed = try #require(codecs.compressed(message, algorithm, level))
                #expect(compressed.count < count)
                #expect(try codecs.decompressed(compressed, algorithm, limit: count) == message)
            }
        }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func whatDoesNotShrinkIsLeftAlone(algorithm: CompressionAlgorithm) {
        var random = SystemRandomNumberGenerator()
        let codecs = MessageCodecs()
        for count in [0, 1, 2, 20, 5_000] {
            let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(codecs.compressed(noise, algorithm, .balanced) == nil)
        }
        #expect(codecs.compressed(Self.text(5_000), algorithm, .balanced) != nil, "the codec can still be used")
    }

    /// Written by Python's `gzip` and `zlib`.
    @Test func otherWritersAreRead() throws {
        let gzip: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 215, 81, 200, 64, 162, 0, 159, 161, 202, 9, 19, 0,
            0, 0,
        ]
        let zlib: [UInt8] = [120, 218, 203, 72, 205, 201, 201, 215, 81, 200, 64, 162, 0, 68, 40, 6, 213]
        let codecs = MessageCodecs()
        let message = Array("hello, hello, hello".utf8)
        #expect(try codecs.decompressed(gzip, .gzip, limit: 19) == message)
        #expect(try codecs.decompressed(zlib, .deflate, limit: 19) == message)
    }

    @Test func namesAreThoseOfGRPC() {
        for algorithm in CompressionAlgorithm.allCases {
            let found = Array("\(algorithm)".utf8).withUnsafeBytes { CompressionAlgorithm(name: $0) }
            #expect(found == algorithm)
        }
        for name in ["", "GZIP", "gzi", "gzipp", "snappy"] {
            #expect(Array(name.utf8).withUnsafeBytes { CompressionAlgorithm(name: $0) } == nil, "\(name)")
        }
        #expect(CompressionAlgorithm.available.contains(.gzip) && !CompressionAlgorithm.available.contains(.identity))
    }
}

extension MessageCodecs {
    func compressed(
        _ message: [UInt8], _ algorithm: CompressionAlgorithm, _ level: CompressionLevel = .balanced
    ) -> [UInt8]? {
        message.withUnsafeBytes { compress($0, with: algorithm, level) }
    }

    func decompressed(_ message: [UInt8], _ algorithm: CompressionAlgorithm, limit: Int) throws -> [UInt8] {
        try message.withUnsafeBytes { try decompress($0, with: algorithm, limit: limit) }
    }
}
