internal import CZlib

/// zlib's decompressor, for one message after the other and both formats.
final class Inflater {
    // zlib points back at it, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil when there is no memory.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = inflateInit2_(
            stream, ZlibFormat.zlib.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        self.stream = stream
        if result != Z_OK { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Decompresses a whole message. A message in gzip may be several one after the other (RFC 1952 section 2.2), which
    /// share the one limit; anything else behind the end is an error.
    func decompress(
        _ message: UnsafeRawBufferPointer, _ format: ZlibFormat, into output: inout BoundedOutput
    ) throws(DecompressionError) {
        guard !message.isEmpty else { throw .malformed("it is empty") }
        guard inflateReset2(stream, format.windowBits) == Z_OK else { throw .outOfMemory }
        var rest = message
        while true {
            guard try step(&rest, into: &output) else { continue }
            if rest.isEmpty { return }
            guard format == .gzip else { throw .malformed("bytes follow its end") }
            guard inflateReset(stream) == Z_OK else { throw .outOfMemory }
        }
    }

    /// Fills some room. True at the end of what was compressed.
    private func step(
        _ rest: inout UnsafeRawBufferPointer, into output: inout BoundedOutput
    ) throws(DecompressionError) -> Bool {
        let given = uInt(clamping: rest.count)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.assumingMemoryBound(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = given
        var result = Z_OK
        try output.fill { room in
            let available = uInt(clamping: room.count)
            stream.pointee.next_out = room.assumingMemoryBound(to: Bytef.self).baseAddress
            stream.pointee.avail_out = available
            result = inflate(stream, Z_NO_FLUSH)
            return Int(available - stream.pointee.avail_out)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(given - stream.pointee.avail_in)))
        switch result {
        case Z_OK: return false
        case Z_STREAM_END: return true
        case Z_BUF_ERROR: throw .malformed("its end is missing")
        case Z_NEED_DICT: throw .malformed("it needs a dictionary")
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .malformed(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(result)")
        }
    }
}
