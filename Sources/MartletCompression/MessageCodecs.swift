/// Compresses and decompresses whole messages, for one thread.
///
/// It makes what an algorithm needs when that is first asked for, at most one of each, and keeps it for the next
/// message: with zlib 256 KiB for each format that it writes, and 40 KiB for all that it reads.
package final class MessageCodecs {
    private var gzipDeflater: Deflater?
    private var zlibDeflater: Deflater?
    private var inflater: Inflater?
    #if Zstd
        private let zstd = ZstdCodec()
    #endif

    package init() {}

    /// The message compressed, if that makes it shorter; nil if it does not, or if there is no memory for it.
    package func compress(
        _ message: UnsafeRawBufferPointer, with algorithm: CompressionAlgorithm, _ level: CompressionLevel
    ) -> [UInt8]? {
        guard message.count > 1 else { return nil }
        var isShorter = false
        let compressed = [UInt8](unsafeUninitializedCapacity: message.count - 1) { room, count in
            guard let written = compress(message, with: algorithm, level, into: UnsafeMutableRawBufferPointer(room))
            else { return }
            count = written
            isShorter = true
        }
        return isShorter ? compressed : nil
    }

    private func compress(
        _ message: UnsafeRawBufferPointer, with algorithm: CompressionAlgorithm, _ level: CompressionLevel,
        into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        switch algorithm {
        case .identity: return nil
        #if Zstd
            case .zstd: return zstd.compress(message, level, into: room)
        #endif
        case .gzip:
            gzipDeflater = gzipDeflater ?? Deflater(.gzip)
            return gzipDeflater?.compress(message, level, into: room)
        case .deflate:
            zlibDeflater = zlibDeflater ?? Deflater(.zlib)
            return zlibDeflater?.compress(message, level, into: room)
        }
    }

    /// What a compressed message holds.
    ///
    /// Memory grows with what comes out, up to one byte more than the limit, whatever the message claims to hold.
    ///
    /// - Parameter limit: the most bytes that may come out.
    /// - Throws: `DecompressionError`; `tooLarge` as soon as the limit is passed.
    package func decompress(
        _ message: UnsafeRawBufferPointer, with algorithm: CompressionAlgorithm, limit: Int
    ) throws(DecompressionError) -> [UInt8] {
        var output = BoundedOutput(limit: limit, expected: message.count)
        switch algorithm {
        case .identity: throw .malformed("it is not compressed")
        #if Zstd
            case .zstd: try zstd.decompress(message, into: &output)
        #endif
        case .gzip: try zlib().decompress(message, .gzip, into: &output)
        case .deflate: try zlib().decompress(message, .zlib, into: &output)
        }
        return output.bytes
    }

    private func zlib() throws(DecompressionError) -> Inflater {
        inflater = inflater ?? Inflater()
        guard let inflater else { throw .outOfMemory }
        return inflater
    }
}

/// Why a message could not be decompressed.
package enum DecompressionError: Error, Hashable, Sendable {
    /// More came out than may.
    case tooLarge
    /// It is not what its algorithm makes; what is wrong with it, for people.
    case malformed(String)
    /// There is no memory for the algorithm's state.
    case outOfMemory
}

extension DecompressionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge: "it holds more than it may"
        case .malformed(let reason): reason
        case .outOfMemory: "there is no memory"
        }
    }
}
