import MartletCompression
import MartletEventLoop
import MartletHTTP2

/// How a call compresses its messages.
struct OutboundCompression: Sendable {
    let algorithm: CompressionAlgorithm
    let level: CompressionLevel
    /// Smaller messages are sent as they are.
    let minimumBytes: Int

    /// Nil for an algorithm that does not compress.
    init?(_ algorithm: CompressionAlgorithm, _ configuration: CompressionConfiguration) {
        guard algorithm != .identity else { return nil }
        self.algorithm = algorithm
        level = configuration.level
        minimumBytes = configuration.minimumBytes
    }
}

extension CallStream {
    /// A message that becomes larger than this when decompressed, and this many times as large, is charged to the peer:
    /// it cost the peer little and us much.
    private static let suspicious = (bytes: 1 << 20, ratio: 100)

    /// Decompresses the message in front. Returns why not, if it fails.
    @inline(never)
    final func decompressFront() -> RPCError? {
        let (codecs, encoding, limit) = (loop.codecs, deframer.encoding, deframer.maxMessageBytes)
        var isSuspicious = false
        let failure = deframer.replaceFront { compressed in
            do throws(DecompressionError) {
                let message = try codecs.decompress(compressed, with: encoding, limit: limit)
                isSuspicious =
                    message.count > Self.suspicious.bytes
                    && message.count / Self.suspicious.ratio > compressed.count
                return .success(message)
            } catch {
                isSuspicious = error == .tooLarge
                return .failure(Self.undecompressable(error, encoding, limit))
            }
        }
        if isSuspicious { whileAttached { connection, _ in connection.tallies.inflated += 1 } }
        if failure == nil { traffic.compressedMessagesReceived &+= 1 }
        return failure
    }

    private static func undecompressable(
        _ error: DecompressionError, _ encoding: CompressionAlgorithm, _ limit: Int
    ) -> RPCError {
        switch error {
        case .tooLarge:
            RPCError(
                .resourceExhausted,
                "a message that came compressed with \(encoding) is larger than the limit of \(limit) "
                    + "(setting maxReceiveMessageBytes)")
        case .malformed(let reason):
            RPCError(.internalError, "a message could not be decompressed with \(encoding): \(reason)")
        case .outOfMemory: RPCError(.resourceExhausted, "there is no memory to decompress a message")
        }
    }

    /// Writes a message of `size` bytes compressed, or as it is when that is no longer. False when it is none to try.
    @inline(never)
    final func writeCompressed(
        _ size: Int, by compression: OutboundCompression, _ write: (UnsafeMutableRawBufferPointer) -> Void,
        on connection: Connection, _ stream: HTTP2Stream
    ) -> Bool {
        guard compressesNext, size >= compression.minimumBytes else { return false }
        let message = [UInt8](unsafeUninitializedCapacity: size) { room, count in
            write(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<size]))
            count = size
        }
        let compressed = message.withUnsafeBytes {
            loop.codecs.compress($0, with: compression.algorithm, compression.level)
        }
        if compressed != nil { traffic.compressedMessagesSent &+= 1 }
        let body = compressed ?? message
        connection.write(stream, count: MessageDeframer.prefixBytes + body.count) { frame in
            MessageDeframer.begin(frame, isCompressed: compressed != nil).copyBytes(from: body)
        }
        return true
    }
}

extension EventLoop {
    /// The loop's own; no two messages are worked on at once. On the loop.
    fileprivate var codecs: MessageCodecs {
        if let codecs = companion as? MessageCodecs { return codecs }
        let codecs = MessageCodecs()
        companion = codecs
        return codecs
    }
}
