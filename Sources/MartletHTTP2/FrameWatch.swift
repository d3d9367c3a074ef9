/// Finds the frame headers in what a peer sends, wherever the pieces are cut (RFC 9113 section 4.1), and remembers how
/// the peer left its latest streams.
struct FrameWatch {
    /// A frame's header, and the first payload bytes of a PRIORITY.
    struct Head {
        var length: Int
        var type: UInt8
        var flags: UInt8
        var stream: UInt32
        /// The stream that a PRIORITY names.
        var dependency: UInt32 = 0

        var endsStream: Bool { flags & 0x1 != 0 }
    }

    /// What the peer said last on a stream.
    enum Ending {
        case endStream, resetStream
    }

    private static let headLength = 9
    private static let priorityLength = 5
    private static let prefaceLength = 24

    /// Bytes until the next frame begins.
    private var skip: Int
    /// A header that has come in part.
    private var partial = InlineArray<13, UInt8>(repeating: 0)
    private var partialCount = 0

    /// The highest stream that the peer has opened.
    private(set) var highestOpened: UInt32 = 0
    /// Streams that the peer passed over and so may not open any more: the first and last of each range, as many
    /// ranges as fit. Streams that no range holds any more get the benefit of the doubt.
    private var passedOver = InlineArray<4, (first: UInt32, last: UInt32)>(repeating: (0, 0))
    private var passedOverCount = 0
    /// For the latest streams, each at a place of its own: the identifier, shifted, and whether RST_STREAM ended it.
    private var endings = InlineArray<64, UInt32>(repeating: 0)

    init(role: HTTP2Role) {
        skip = role == .server ? Self.prefaceLength : 0
    }

    /// The next header in `bytes` from `position` on, which moves behind it; nil when the rest is payload, or the
    /// beginning of a header.
    @inline(__always)
    mutating func nextHead(in bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Head? {
        let skipped = min(skip, bytes.count &- position)
        skip &-= skipped
        position &+= skipped
        let rest = bytes.count &- position
        guard rest >= Self.headLength &+ 4, partialCount == 0, let base = bytes.baseAddress else {
            return rest == 0 ? nil : completeHead(in: bytes, &position)
        }
        let head = Self.head(at: base + position)
        position &+= Self.headLength
        skip = head.length
        return head
    }

    /// Collects a header that is cut, or lies at the very end, byte by byte.
    @inline(never)
    private mutating func completeHead(in bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Head? {
        while position < bytes.count {
            partial[partialCount] = bytes[position]
            partialCount += 1
            position += 1
            guard partialCount >= Self.headLength else { continue }
            let head = partial.span.withUnsafeBytes { $0.baseAddress.map(Self.head(at:)) }
            guard let head else { return nil }
            let isPriority = head.type == 2 && head.length == Self.priorityLength
            guard partialCount == (isPriority ? Self.headLength + 4 : Self.headLength) else { continue }
            skip = head.length - (partialCount - Self.headLength)
            partialCount = 0
            return head
        }
        return nil
    }

    /// Reads 13 bytes.
    @inline(__always)
    private static func head(at place: UnsafeRawPointer) -> Head {
        let word = UInt64(bigEndian: place.loadUnaligned(as: UInt64.self))
        let id = UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 5, as: UInt32.self))
        let dependency = UInt32(bigEndian: place.loadUnaligned(fromByteOffset: 9, as: UInt32.self))
        return Head(
            length: Int(word >> 40), type: UInt8(truncatingIfNeeded: word >> 32),
            flags: UInt8(truncatingIfNeeded: word >> 24), stream: id & 0x7fff_ffff,
            dependency: dependency & 0x7fff_ffff)
    }

    /// The peer opens a stream; those between it and the one before are passed over.
    @inline(__always)
    mutating func opened(_ stream: UInt32) {
        let expected = highestOpened == 0 ? 1 : highestOpened &+ 2
        if stream > expected { passOver(expected, stream &- 2) }
        highestOpened = stream
    }

    @inline(never)
    private mutating func passOver(_ first: UInt32, _ last: UInt32) {
        passedOver[passedOverCount % passedOver.count] = (first, last)
        passedOverCount += 1
    }

    /// Whether the peer had the chance to open the stream, and opened a higher one.
    func wasPassedOver(_ stream: UInt32) -> Bool {
        for index in 0..<min(passedOverCount, passedOver.count) {
            if (passedOver[index].first...passedOver[index].last).contains(stream) { return true }
        }
        return false
    }

    @inline(__always)
    mutating func ended(_ stream: UInt32, _ ending: Ending) {
        endings[Self.place(of: stream)] = stream << 1 | (ending == .resetStream ? 1 : 0)
    }

    /// How the peer left a stream; nil when it did not, or long ago.
    @inline(__always)
    func ending(of stream: UInt32) -> Ending? {
        let entry = endings[Self.place(of: stream)]
        guard entry >> 1 == stream, stream != 0 else { return nil }
        return entry & 1 == 0 ? .endStream : .resetStream
    }

    mutating func forgetEnding(of stream: UInt32) { endings[Self.place(of: stream)] = 0 }

    @inline(__always)
    private static func place(of stream: UInt32) -> Int { Int(stream >> 1 & 63) }
}
