/// Cuts length-prefixed messages out of the bytes of a stream (gRPC over HTTP/2, "Length-Prefixed-Message"):
/// one byte of flags, four bytes of length, big-endian, then the message.
struct MessageDeframer: ~Copyable {
    /// The flag byte and the length.
    static let prefixBytes = 5

    /// What stands at the front of the stream.
    enum Frame {
        /// A whole message; the view is valid until the deframer changes.
        case message(UnsafeRawBufferPointer)
        /// More bytes are needed.
        case incomplete
        /// The prefix breaks the protocol or a limit.
        case failed(RPCError)
    }

    private var queue = ByteQueue()
    private let maxMessageBytes: Int

    /// - Parameter maxMessageBytes: checked against the announced length, before anything is allocated for it.
    init(maxMessageBytes: Int) { self.maxMessageBytes = maxMessageBytes }

    var isEmpty: Bool { queue.isEmpty }
    /// All that waits, from the front; valid until the deframer changes.
    var bytes: UnsafeRawBufferPointer { queue.bytes }

    mutating func append(_ bytes: UnsafeRawBufferPointer) { queue.append(bytes) }

    /// The frame at the front; it stays there until `discardMessage`.
    var front: Frame { frame(at: queue.bytes) }

    /// Drops the message that `front` showed, and returns the size of its frame.
    mutating func discardMessage(_ message: UnsafeRawBufferPointer) -> Int {
        let frameBytes = Self.prefixBytes + message.count
        queue.discard(frameBytes)
        return frameBytes
    }

    mutating func removeAll() { queue.removeAll() }

    /// The frame at the start of `bytes`, which need not be the deframer's own.
    func frame(at bytes: UnsafeRawBufferPointer) -> Frame {
        guard bytes.count >= Self.prefixBytes else { return .incomplete }
        let length = Int(bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self).bigEndian)
        guard bytes[0] == 0 else { return .failed(Self.flagError(bytes[0])) }
        guard length <= maxMessageBytes else { return .failed(tooLarge(length)) }
        guard bytes.count - Self.prefixBytes >= length else { return .incomplete }
        return .message(UnsafeRawBufferPointer(rebasing: bytes[Self.prefixBytes..<(Self.prefixBytes + length)]))
    }

    private static func flagError(_ flag: UInt8) -> RPCError {
        flag == 1
            ? RPCError(.internalError, "a compressed message came without a grpc-encoding")
            : RPCError(.internalError, "the flag byte of a message is \(flag), neither 0 nor 1")
    }

    private func tooLarge(_ length: Int) -> RPCError {
        RPCError(
            .resourceExhausted,
            "a message of \(length) bytes is larger than the limit of \(maxMessageBytes) "
                + "(setting maxReceiveMessageBytes)")
    }
}
