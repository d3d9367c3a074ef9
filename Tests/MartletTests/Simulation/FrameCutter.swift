/// Cuts what one side of a connection sends into HTTP/2 frames (RFC 9113 section 4.1), without nghttp2.
struct FrameCutter {
    struct Frame {
        var type: UInt8
        var flags: UInt8
        var stream: Int32
        var length: Int
        /// The payload of frames that are not DATA or headers.
        var payload: [UInt8] = []

        var endsStream: Bool { flags & 1 != 0 }

        /// A 32-bit number of the payload.
        func number(at offset: Int) -> Int {
            payload.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
    }

    private var toSkip: Int
    private var header: [UInt8] = []
    private var current: Frame?

    /// - Parameter preface: how many bytes stand before the first frame.
    init(preface: Int) { toSkip = preface }

    /// Takes bytes, tells each frame once its last byte is there, and DATA with its header: its credit may come back
    /// before the rest of it has left. `alter` sees each header, and may change its type
    /// before anybody else sees it.
    mutating func take(_ bytes: inout [UInt8], alter: (Frame) -> UInt8?, _ tell: (Frame) -> Void) {
        var place = 0
        while place < bytes.count {
            if toSkip > 0 {
                let count = min(toSkip, bytes.count - place)
                if let type = current?.type, type > 1, type != 9 { current?.payload += bytes[place..<(place + count)] }
                toSkip -= count
                place += count
            } else {
                header.append(bytes[place])
                place += 1
                if header.count == 9 { begin(&bytes, before: place, alter) }
            }
            guard header.isEmpty, let frame = current, toSkip == 0 || frame.type == 0 else { continue }
            current = nil
            tell(frame)
        }
    }

    private mutating func begin(_ bytes: inout [UInt8], before place: Int, _ alter: (Frame) -> UInt8?) {
        toSkip = header[..<3].reduce(0) { $0 << 8 | Int($1) }
        let stream = header[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        var frame = Frame(type: header[3], flags: header[4], stream: Int32(stream), length: toSkip)
        // Only when the byte has not left already.
        if place >= 6, let type = alter(frame) {
            bytes[place - 6] = type
            frame.type = type
        }
        current = frame
        header.removeAll(keepingCapacity: true)
    }
}
