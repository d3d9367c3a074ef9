import MartletCompression

/// Cuts length-prefixed messages out of the bytes of a stream (gRPC over HTTP/2, "Length-Prefixed-Message"):
/// one byte of flags, four bytes of length, big-endian, then the message.
struct MessageDeframer: ~Copyable {
    /// The flag byte and the length.
    static let prefixBytes = 5

    /// What stands at the front of the stream.
    enum Frame {
        /// A whole message; the view is valid until the deframer changes.
        case message(UnsafeRawBufferPointer)
        /// A whole message that came in pieces.
        case large([UInt8])
        /// A whole message that has to be decompressed first, by `replaceFront`; so many bytes have come behind it.
        case compressed(behind: Int)
        /// More bytes are needed.
        case incomplete
        /// The prefix breaks the protocol or a limit.
        case failed(RPCError)
    }

    private var queue = ByteQueue()
    /// The message at the front, when that is large and came in pieces; `queue` holds what came behind it.
    private var large: LargeMessage?
    let maxMessageBytes: Int
    /// What messages may be compressed with, each as its flag says.
    var encoding = CompressionAlgorithm.identity
    /// Where the memory is accounted for that is held here; set when there first is some.
    private var account: Unmanaged<MemoryAccount>?
    private var accountedBytes = 0

    /// - Parameter maxMessageBytes: checked against the announced length, before anything is allocated for it.
    init(maxMessageBytes: Int) { self.maxMessageBytes = maxMessageBytes }

    var isEmpty: Bool { queue.isEmpty && large == nil }
    /// What waits behind a large message, or all that waits; valid until the deframer changes.
    var bytes: UnsafeRawBufferPointer { queue.bytes }

    /// What is held is accounted for in `account`, until `removeAll` at the latest: on the account's loop, where
    /// whoever drops the deframer need not be. The caller keeps the account until then.
    mutating func append(_ bytes: UnsafeRawBufferPointer, account: Unmanaged<MemoryAccount>? = nil) {
        queue.append(large?.take(bytes) ?? bytes)
        beginLargeMessage()
        if heldBytes != accountedBytes { settle(account) }
    }

    /// The memory that is held here.
    var heldBytes: Int { queue.capacity &+ (large?.capacity ?? 0) }

    @inline(never)
    private mutating func settle(_ account: Unmanaged<MemoryAccount>? = nil) {
        if let account { self.account = account }
        self.account?.takeUnretainedValue().hold(heldBytes &- accountedBytes)
        accountedBytes = heldBytes
    }

    /// The frame at the front; it stays there until `discardMessage`.
    var front: Frame {
        guard let large else { return frame(at: queue.bytes) }
        guard large.isWhole else { return .incomplete }
        return large.isCompressed ? .compressed(behind: queue.count) : .large(large.bytes)
    }

    /// Puts what `decompress` makes of the compressed message at the front in its place. Returns why not, if it fails.
    mutating func replaceFront(
        _ decompress: (UnsafeRawBufferPointer) -> Result<[UInt8], RPCError>
    ) -> RPCError? {
        let result: Result<[UInt8], RPCError>
        let length: Int
        if let large {
            length = large.byteCount
            result = large.bytes.withUnsafeBytes(decompress)
        } else {
            length = Self.length(at: queue.bytes)
            let frame = queue.bytes.prefix(Self.prefixBytes + length)
            result = decompress(UnsafeRawBufferPointer(rebasing: frame.dropFirst(Self.prefixBytes)))
        }
        switch result {
        case .success(let bytes):
            if large == nil { queue.discard(Self.prefixBytes + length) }
            large = LargeMessage(decompressed: bytes, frameBytes: Self.prefixBytes + length)
            settle()
            return nil
        case .failure(let error): return error
        }
    }

    /// Drops the message of that size that `front` showed, and returns the size of its frame.
    mutating func discardMessage(_ byteCount: Int) -> Int {
        let frameBytes = large?.frameBytes ?? Self.prefixBytes + byteCount
        if large == nil {
            queue.discard(frameBytes)
        } else {
            large = nil
        }
        beginLargeMessage()
        if heldBytes != accountedBytes { settle() }
        return frameBytes
    }

    mutating func removeAll() {
        queue.close()
        large = nil
        if accountedBytes != 0 { settle() }
    }

    /// Gives the message at the front an array of its own if it is large and has yet to arrive in part.
    private mutating func beginLargeMessage() {
        let arrived = queue.bytes
        guard arrived.count >= Self.prefixBytes, large == nil else { return }
        let length = Self.length(at: arrived)
        guard length >= LargeMessage.smallestBytes, arrived.count - Self.prefixBytes < length,
            case .incomplete = frame(at: arrived)
        else { return }
        var message = LargeMessage(byteCount: length, isCompressed: arrived[0] != 0)
        _ = message.take(UnsafeRawBufferPointer(rebasing: arrived.dropFirst(Self.prefixBytes)))
        large = message
        queue.removeAll()
    }

    /// The frame at the start of `bytes`, which need not be the deframer's own.
    func frame(at bytes: UnsafeRawBufferPointer) -> Frame {
        guard bytes.count >= Self.prefixBytes else { return .incomplete }
        let length = Self.length(at: bytes)
        let isCompressed = bytes[0] != 0
        if isCompressed, bytes[0] != 1 || encoding == .identity { return .failed(Self.flagError(bytes[0])) }
        guard length <= maxMessageBytes else { return .failed(tooLarge(length)) }
        let behind = bytes.count - Self.prefixBytes - length
        guard behind >= 0 else { return .incomplete }
        if isCompressed { return .compressed(behind: behind) }
        return .message(UnsafeRawBufferPointer(rebasing: bytes[Self.prefixBytes..<(Self.prefixBytes + length)]))
    }

    /// Writes the prefix of a message that fills the frame, and returns the room for the message.
    @inline(__always)
    static func begin(_ frame: UnsafeMutableRawBufferPointer, isCompressed: Bool) -> UnsafeMutableRawBufferPointer {
        let size = frame.count - prefixBytes
        frame[0] = isCompressed ? 1 : 0
        frame.storeBytes(of: UInt32(truncatingIfNeeded: size).bigEndian, toByteOffset: 1, as: UInt32.self)
        return UnsafeMutableRawBufferPointer(rebasing: frame[prefixBytes...])
    }

    /// What the prefix announces.
    private static func length(at prefix: UnsafeRawBufferPointer) -> Int {
        Int(prefix.loadUnaligned(fromByteOffset: 1, as: UInt32.self).bigEndian)
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
