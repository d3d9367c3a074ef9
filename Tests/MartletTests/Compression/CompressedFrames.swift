import MartletCompression
import MartletProtobuf
import Testing

@testable import Martlet

/// Messages in their five-byte frames, compressed.
enum CompressedFrames {
    /// A body that compresses well.
    static func note(_ count: Int = 5_000) -> Note { Note("zeros", body: Bytes(repeating: 0, count: count)) }

    /// The frame of a note.
    static func frame(_ note: Note, _ algorithm: CompressionAlgorithm) throws -> [UInt8] {
        let message = try note.encoded()
        let compressed = message.withUnsafeBytes { MessageCodecs().compress($0, with: algorithm, .balanced) }
        return frame(try #require(compressed))
    }

    /// The frame of bytes that are compressed already, or claim to be.
    static func frame(_ compressed: [UInt8], flag: UInt8 = 1) -> [UInt8] {
        [flag] + withUnsafeBytes(of: UInt32(compressed.count).bigEndian) { Array($0) } + compressed
    }

    /// The messages in `bytes`, and whether each was compressed.
    static func messages(
        in bytes: [UInt8], _ algorithm: CompressionAlgorithm
    ) throws -> [(isCompressed: Bool, note: Note)] {
        var rest = bytes[...]
        var found: [(Bool, Note)] = []
        while !rest.isEmpty {
            let prefix = Array(rest.prefix(5))
            let length = prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            var message = Array(rest.dropFirst(5).prefix(length))
            if prefix[0] == 1 {
                message = try message.withUnsafeBytes {
                    try MessageCodecs().decompress($0, with: algorithm, limit: 1 << 20)
                }
            }
            found.append((prefix[0] == 1, try Note(decoding: message)))
            rest = rest.dropFirst(5 + length)
        }
        return found
    }
}
