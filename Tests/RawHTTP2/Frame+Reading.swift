/// What a frame that came says. Frames of another kind, and those cut short, say nothing.
extension Frame {
    /// DATA and HEADERS: the last of their stream.
    package var endsStream: Bool { (kind == .data || kind == .headers) && flags.contains(.endStream) }

    /// The code of RST_STREAM and GOAWAY.
    package var errorCode: ErrorCode? {
        switch kind {
        case .resetStream: number(at: 0).map(ErrorCode.init(rawValue:))
        case .goAway: number(at: 4).map(ErrorCode.init(rawValue:))
        default: nil
        }
    }

    /// The last stream that a GOAWAY lets live.
    package var lastStream: UInt32? { kind == .goAway ? number(at: 0).map { $0 & 0x7fff_ffff } : nil }

    /// The debug data of a GOAWAY.
    package var debugText: String? {
        kind == .goAway ? String(decoding: payload.dropFirst(8), as: UTF8.self) : nil
    }

    /// The increment of a WINDOW_UPDATE.
    package var increment: UInt32? { kind == .windowUpdate ? number(at: 0) : nil }

    /// The entries of a SETTINGS.
    package var settings: [Setting]? {
        guard kind == .settings, !flags.contains(.ack) else { return nil }
        return stride(from: 0, through: payload.count - 6, by: 6).map {
            Setting(
                name: UInt16(payload[$0..<$0 + 2].bigEndianNumber), value: payload[$0 + 2..<$0 + 6].bigEndianNumber)
        }
    }

    /// The payload of a PING.
    package var pingPayload: UInt64? {
        guard kind == .ping, payload.count == 8 else { return nil }
        return payload.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// DATA without padding; the header block of HEADERS and CONTINUATION without padding and priority.
    package var content: [UInt8] {
        var rest = payload[...]
        if kind == .data || kind == .headers, flags.contains(.padded), let padding = rest.popFirst() {
            rest = rest.dropLast(Int(padding))
        }
        if kind == .headers, flags.contains(.priority) { rest = rest.dropFirst(5) }
        return Array(rest)
    }

    private func number(at offset: Int) -> UInt32? {
        guard payload.count >= offset + 4 else { return nil }
        return payload[offset..<offset + 4].bigEndianNumber
    }
}

extension Frame: CustomStringConvertible {
    private static let names = [
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE",
        "CONTINUATION",
    ]

    package var description: String {
        let index = Int(kind.rawValue)
        let name = index < Self.names.count ? Self.names[index] : "type \(index)"
        let code = errorCode.map { " \($0)" } ?? ""
        let text = debugText.map { $0.isEmpty ? "" : " \"\($0)\"" } ?? ""
        return "\(name)#\(stream) flags \(flags.rawValue), \(payload.count) bytes\(code)\(text)"
    }
}
