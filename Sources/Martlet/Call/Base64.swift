/// Base64 as `-bin` metadata uses it: written without padding, read with or without (RFC 4648 section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// 0-63 for a letter of the alphabet, 255 for any other byte.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// Four letters for three bytes, two or three letters for what remains.
    static func encode(_ bytes: [UInt8]) -> String {
        var letters: [UInt8] = []
        letters.reserveCapacity(bytes.count / 3 * 4 + 4)
        var accumulator: UInt32 = 0
        var bits = 0
        for byte in bytes {
            accumulator = accumulator << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                letters.append(alphabet[Int(accumulator >> UInt32(bits) & 63)])
            }
            accumulator &= 0xFF
        }
        if bits > 0 { letters.append(alphabet[Int(accumulator << UInt32(6 - bits) & 63)]) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// `nil` for letters outside the alphabet, for padding in the wrong place, for a lone last letter.
    static func decode(_ letters: some RandomAccessCollection<UInt8>) -> [UInt8]? {
        let padding = UInt8(ascii: "=")
        var body = letters[...]
        var pads = 0
        while pads < 2, body.last == padding {
            body = body.dropLast()
            pads += 1
        }
        guard body.count % 4 != 1, pads == 0 || (body.count + pads) % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count * 3 / 4)
        var accumulator: UInt32 = 0
        var bits = 0
        for letter in body {
            let value = values[Int(letter)]
            guard value != 255 else { return nil }
            accumulator = (accumulator << 6 | UInt32(value)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits)))
            }
        }
        return bytes
    }
}
