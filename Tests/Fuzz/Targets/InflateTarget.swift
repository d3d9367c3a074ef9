@testable internal import MartletCompression

/// A byte for the algorithm, a byte for the limit in KiB, and a compressed message, which is also tried as a message to
/// compress.
enum InflateTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard input.count >= 2 else { return }
        let algorithms = CompressionAlgorithm.available.sorted { "\($0)" < "\($1)" }  // deflate, gzip, zstd
        let algorithm = algorithms[Int(input[0]) % algorithms.count]
        let body = Array(input.dropFirst(2))
        let codecs = MessageCodecs()
        try survive(body, algorithm, codecs)
        guard let message = try decompressed(body, algorithm, limit: Int(input[1]) << 10, codecs) else { return }
        try survive(message, algorithm, codecs)
    }

    private static func decompressed(
        _ bytes: [UInt8], _ algorithm: CompressionAlgorithm, limit: Int, _ codecs: MessageCodecs
    ) throws(BrokenPromise) -> [UInt8]? {
        let first = outcome(bytes, algorithm, limit: limit, codecs)
        guard first == outcome(bytes, algorithm, limit: limit, codecs) else {
            throw BrokenPromise("the same message gives something else the second time")
        }
        guard case .success(let message) = first else { return nil }
        guard message.count <= limit else { throw BrokenPromise("\(message.count) bytes came out, above \(limit)") }
        return message
    }

    private static func outcome(
        _ bytes: [UInt8], _ algorithm: CompressionAlgorithm, limit: Int, _ codecs: MessageCodecs
    ) -> Result<[UInt8], DecompressionError> {
        bytes.withUnsafeBytes { bytes in
            Result { () throws(DecompressionError) in try codecs.decompress(bytes, with: algorithm, limit: limit) }
        }
    }

    /// What is compressed comes back.
    private static func survive(
        _ message: [UInt8], _ algorithm: CompressionAlgorithm, _ codecs: MessageCodecs
    ) throws(BrokenPromise) {
        let compressed = message.withUnsafeBytes { codecs.compress($0, with: algorithm, .fastest) }
        guard let compressed else { return }
        guard compressed.count < message.count else { throw BrokenPromise("a message has not become shorter") }
        guard case .success(message) = outcome(compressed, algorithm, limit: message.count, codecs) else {
            throw BrokenPromise("a message does not survive compression")
        }
    }
}

extension HostileInput {
    static let inflate = [
        HostileInput(.inflate, "members of gzip that hold nothing") { count in
            let member: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            return [1, 255] + repeatElement(member, count: count / member.count).joined()
        },
        HostileInput(.inflate, "blocks that hold nothing") { count in
            [0, 255, 0x78, 0x01] + repeatElement([0, 0, 0, 0xFF, 0xFF], count: count / 5).joined()
        },
    ]
}
