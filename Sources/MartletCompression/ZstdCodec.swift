#if Zstd
    internal import CZstd

    /// Zstandard both ways, for one message after the other.
    final class ZstdCodec {
        /// What a message may have its decompressor keep for it: 8 MiB, which is what RFC 8878 asks for and what every
        /// level up to 19 stays within.
        private static let windowLog: Int32 = 23
        /// States that have grown beyond this are not kept.
        private static let keptBytes = 2 << 20

        private var compressor: OpaquePointer?
        private var decompressor: OpaquePointer?

        deinit {
            ZSTD_freeCCtx(compressor)
            ZSTD_freeDCtx(decompressor)
        }

        /// Writes the message compressed, and returns how long it has become; nil when it does not fit.
        func compress(
            _ message: UnsafeRawBufferPointer, _ level: CompressionLevel, into room: UnsafeMutableRawBufferPointer
        ) -> Int? {
            compressor = compressor ?? ZSTD_createCCtx()
            guard let compressor else { return nil }
            let written = ZSTD_compressCCtx(
                compressor, room.baseAddress, room.count, message.baseAddress, message.count, level.ofZstd)
            if ZSTD_sizeof_CCtx(compressor) > Self.keptBytes {
                ZSTD_freeCCtx(compressor)
                self.compressor = nil
            }
            return ZSTD_isError(written) == 0 ? written : nil
        }

        /// Decompresses a whole message, of one frame or several, which share the one limit.
        func decompress(
            _ message: UnsafeRawBufferPointer, into output: inout BoundedOutput
        ) throws(DecompressionError) {
            guard !message.isEmpty else { throw .malformed("it is empty") }
            decompressor = decompressor ?? ZSTD_createDCtx()
            guard let decompressor else { throw .outOfMemory }
            defer { forgetLargeWindow() }
            ZSTD_DCtx_reset(decompressor, ZSTD_reset_session_only)
            ZSTD_DCtx_setParameter(decompressor, ZSTD_d_windowLogMax, Self.windowLog)
            var input = ZSTD_inBuffer(src: message.baseAddress, size: message.count, pos: 0)
            var isFrameOver = false
            while input.pos < message.count || !isFrameOver {
                var (result, written) = (0, 0)
                let before = input.pos
                try output.fill { room in
                    var place = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                    result = ZSTD_decompressStream(decompressor, &place, &input)
                    written = place.pos
                    return written
                }
                guard ZSTD_isError(result) == 0 else {
                    throw .malformed(String(cString: ZSTD_getErrorName(result)))
                }
                isFrameOver = result == 0
                if !isFrameOver, written == 0, input.pos == before { throw .malformed("its end is missing") }
            }
        }

        private func forgetLargeWindow() {
            guard let large = decompressor, ZSTD_sizeof_DCtx(large) > Self.keptBytes else { return }
            ZSTD_freeDCtx(large)
            decompressor = nil
        }
    }

    extension CompressionLevel {
        fileprivate var ofZstd: Int32 {
            switch self {
            case .fastest: 1
            case .balanced: 3
            case .smallest: 9
            }
        }
    }
#endif
