/// The Huffman code of RFC 7541 appendix B. It is canonical: the lengths say it all, because codes of one length count
/// up in the order of their symbols, and longer ones go on from there.
enum HuffmanCode {
    private static let endOfString = 256

    /// Bits of each symbol's code; the last one is the end of a string.
    private static let lengths: [UInt8] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
        8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
        13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
        28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
        22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
        22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
        25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
    ]

    private struct Code: Hashable {
        var bits: UInt32
        var length: UInt8
    }

    private static let codes: [Code] = {
        var codes = [Code](repeating: Code(bits: 0, length: 0), count: lengths.count)
        var bits: UInt32 = 0
        var length: UInt8 = 0
        for symbol in lengths.indices.sorted(by: { (lengths[$0], $0) < (lengths[$1], $1) }) {
            bits <<= UInt32(lengths[symbol] - length)
            length = lengths[symbol]
            codes[symbol] = Code(bits: bits, length: length)
            bits += 1
        }
        return codes
    }()

    private static let symbols = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        var pending: UInt64 = 0
        var count = 0
        for byte in bytes {
            let code = codes[Int(byte)]
            pending = pending << UInt64(code.length) | UInt64(code.bits)
            count += Int(code.length)
            while count >= 8 {
                encoded.append(UInt8(truncatingIfNeeded: pending >> UInt64(count - 8)))
                count -= 8
            }
        }
        if count > 0 { encoded.append(UInt8(truncatingIfNeeded: pending << UInt64(8 - count)) | 0xff >> UInt8(count)) }
        return encoded
    }

    /// Nil when the code is broken: an end of string inside, or padding that is too long or not all ones.
    static func decode(_ code: some Sequence<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        var current = Code(bits: 0, length: 0)
        for byte in code {
            for shift in (0..<8).reversed() {
                current = Code(bits: current.bits << 1 | UInt32(byte >> UInt8(shift) & 1), length: current.length + 1)
                if current.length > 30 { return nil }
                guard let symbol = symbols[current] else { continue }
                guard symbol != endOfString else { return nil }
                decoded.append(UInt8(symbol))
                current = Code(bits: 0, length: 0)
            }
        }
        let isPadding = current.length < 8 && current.bits == (1 << UInt32(current.length)) - 1
        return isPadding ? decoded : nil
    }
}
