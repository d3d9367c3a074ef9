/// The words of the language: `peer.send(.headers(1, fields), .data(1, bytes, endStream: true))`.
extension Frame {
    /// What a HEADERS or PRIORITY frame says of precedence (RFC 7540 section 5.3).
    package struct Priority: Hashable, Sendable {
        package var dependency: UInt32
        package var isExclusive: Bool
        /// As on the wire: one less than the weight.
        package var weight: UInt8

        package init(dependsOn dependency: UInt32, exclusive: Bool = false, weight: UInt8 = 15) {
            self.dependency = dependency
            isExclusive = exclusive
            self.weight = weight
        }

        var bytes: [UInt8] { (dependency | (isExclusive ? 0x8000_0000 : 0)).bigEndianBytes + [weight] }
    }

    /// Padding of `padding` bytes, when there is to be some.
    package static func data(
        _ stream: UInt32, _ bytes: [UInt8] = [], endStream: Bool = false, padding: UInt8? = nil
    ) -> Frame {
        var frame = Frame(.data, flags: endStream ? .endStream : [], stream: stream, payload: bytes)
        frame.pad(padding)
        return frame
    }

    /// A whole header block of literals that enter no table.
    package static func headers(_ stream: UInt32, _ fields: HeaderFields, endStream: Bool = false) -> Frame {
        headers(stream, block: fields.literalBlock, endStream: endStream)
    }

    /// HEADERS with a block, or the first part of one, as it is.
    package static func headers(
        _ stream: UInt32, block: [UInt8], endStream: Bool = false, endHeaders: Bool = true, padding: UInt8? = nil,
        priority: Priority? = nil
    ) -> Frame {
        var frame = Frame(.headers, stream: stream, payload: (priority?.bytes ?? []) + block)
        if endStream { frame.flags.insert(.endStream) }
        if endHeaders { frame.flags.insert(.endHeaders) }
        if priority != nil { frame.flags.insert(.priority) }
        frame.pad(padding)
        return frame
    }

    /// A block in pieces: HEADERS with the first, CONTINUATION with each of the others.
    package static func headers(_ stream: UInt32, pieces: [[UInt8]], endStream: Bool = false) -> [Frame] {
        pieces.enumerated().map { index, piece in
            let isLast = index == pieces.count - 1
            return index == 0
                ? .headers(stream, block: piece, endStream: endStream, endHeaders: isLast)
                : .continuation(stream, block: piece, endHeaders: isLast)
        }
    }

    package static func continuation(_ stream: UInt32, block: [UInt8] = [], endHeaders: Bool = true) -> Frame {
        Frame(.continuation, flags: endHeaders ? .endHeaders : [], stream: stream, payload: block)
    }

    package static func priority(_ stream: UInt32, _ priority: Priority = Priority(dependsOn: 0)) -> Frame {
        Frame(.priority, stream: stream, payload: priority.bytes)
    }

    package static func reset(_ stream: UInt32, _ code: ErrorCode = .cancel) -> Frame {
        Frame(.resetStream, stream: stream, payload: code.rawValue.bigEndianBytes)
    }

    package static func settings(_ entries: [Setting] = []) -> Frame {
        Frame(.settings, stream: 0, payload: entries.flatMap { $0.name.bigEndianBytes + $0.value.bigEndianBytes })
    }

    package static let settingsAck = Frame(.settings, flags: .ack, stream: 0)

    package static func pushPromise(_ stream: UInt32, promised: UInt32, _ fields: HeaderFields) -> Frame {
        Frame(
            .pushPromise, flags: .endHeaders, stream: stream,
            payload: promised.bigEndianBytes + fields.literalBlock)
    }

    package static func ping(_ payload: UInt64 = 0, ack: Bool = false) -> Frame {
        Frame(.ping, flags: ack ? .ack : [], stream: 0, payload: payload.bigEndianBytes)
    }

    package static func goAway(last: UInt32 = 0, _ code: ErrorCode = .noError, _ text: String = "") -> Frame {
        Frame(
            .goAway, stream: 0, payload: last.bigEndianBytes + code.rawValue.bigEndianBytes + Array(text.utf8))
    }

    package static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> Frame {
        Frame(.windowUpdate, stream: stream, payload: increment.bigEndianBytes)
    }

    /// A type that no RFC knows.
    package static func unknown(_ stream: UInt32 = 0, _ payload: [UInt8] = Array(0..<8)) -> Frame {
        Frame(Kind(rawValue: 0x16), stream: stream, payload: payload)
    }

    private mutating func pad(_ count: UInt8?) {
        guard let count else { return }
        flags.insert(.padded)
        payload = [count] + payload + [UInt8](repeating: 0, count: Int(count))
    }
}

extension [UInt8] {
    /// Cut after every `size` bytes.
    package func pieces(of size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

/// An entry of a SETTINGS frame (RFC 9113 section 6.5.2).
package struct Setting: Hashable, Sendable {
    package var name: UInt16
    package var value: UInt32

    package init(name: UInt16, value: UInt32) {
        self.name = name
        self.value = value
    }

    package static func headerTableSize(_ value: UInt32) -> Setting { Setting(name: 1, value: value) }
    package static func enablePush(_ value: UInt32) -> Setting { Setting(name: 2, value: value) }
    package static func maxConcurrentStreams(_ value: UInt32) -> Setting { Setting(name: 3, value: value) }
    package static func initialWindowSize(_ value: UInt32) -> Setting { Setting(name: 4, value: value) }
    package static func maxFrameSize(_ value: UInt32) -> Setting { Setting(name: 5, value: value) }
    package static func maxHeaderListSize(_ value: UInt32) -> Setting { Setting(name: 6, value: value) }
}
