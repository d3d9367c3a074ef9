/// `grpc-message` on the wire: UTF-8, percent-encoded outside printable ASCII (gRPC over HTTP/2, "Percent-Encoded").
enum StatusMessage {
    /// Messages longer than this many encoded bytes are cut before they are sent, so that a status can't
    /// burst the peer's header limit.
    static let maxEncodedBytes = 4096

    static func encode(_ message: String) -> String {
        message.utf8.count <= maxEncodedBytes && message.utf8.allSatisfy(isPlain) ? message : escaped(message)
    }

    private static func escaped(_ message: String) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(min(message.utf8.count, maxEncodedBytes))
        for character in message.unicodeScalars {
            let mark = encoded.count
            for byte in Character(character).utf8 { append(byte, to: &encoded) }
            if encoded.count > maxEncodedBytes {
                encoded.removeSubrange(mark...)
                break
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Never fails: a `%` that begins no escape stays as it is, bytes that are no UTF-8 become U+FFFD.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Whether a byte stands for itself.
    private static func isPlain(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "%") }

    private static func append(_ byte: UInt8, to encoded: inout [UInt8]) {
        if isPlain(byte) {
            encoded.append(byte)
        } else {
            let digits = Array("0123456789ABCDEF".utf8)
            encoded.append(UInt8(ascii: "%"))
            encoded.append(digits[Int(byte >> 4)])
            encoded.append(digits[Int(byte & 15)])
        }
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
