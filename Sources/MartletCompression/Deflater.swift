internal import CZlib

/// The formats in which zlib wraps what it compresses.
enum ZlibFormat {
    case zlib, gzip

    /// The largest window, 32 KiB; 16 more mean gzip.
    var windowBits: Int32 { self == .gzip ? 15 + 16 : 15 }
}

/// zlib's compressor, for one message after the other.
final class Deflater {
    // zlib points back at it, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var level = CompressionLevel.balanced

    /// Nil when there is no memory.
    init?(_ format: ZlibFormat) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream, level.ofZlib, Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        self.stream = stream
        if result != Z_OK { return nil }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Writes the message compressed, and returns how long it has become; nil when it does not fit.
    func compress(
        _ message: UnsafeRawBufferPointer, _ level: CompressionLevel, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let length = uInt(exactly: message.count), deflateReset(stream) == Z_OK else { return nil }
        if level != self.level {
            guard deflateParams(stream, level.ofZlib, Z_DEFAULT_STRATEGY) == Z_OK else { return nil }
            self.level = level
        }
        let available = uInt(clamping: room.count)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: message.assumingMemoryBound(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = length
        stream.pointee.next_out = room.assumingMemoryBound(to: Bytef.self).baseAddress
        stream.pointee.avail_out = available
        guard deflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
        return Int(available - stream.pointee.avail_out)
    }
}

extension CompressionLevel {
    fileprivate var ofZlib: Int32 {
        switch self {
        case .fastest: 1
        case .balanced: 6
        case .smallest: 9
        }
    }
}
