/// Base64 (RFC 4648) with the standard alphabet and padding.
func base64(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
        let count = min(3, bytes.count - index)
        var group: UInt32 = 0
        for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0) }
        for position in 0..<4 {
            let digit = Int(group >> UInt32(18 - 6 * position)) & 0x3f
            text.append(position <= count ? alphabet[digit] : UInt8(ascii: "="))
        }
        index += 3
    }
    return text
}

/// The bytes that base64 stands for, in its standard or its URL-safe alphabet, with padding or without; nil when
/// the text is not base64.
///
/// Bits of the last character that belong to no byte may be anything, as other implementations have it.
func bytes(base64 text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
    let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let digits = text.dropLast(padding)
    guard padding == 0 || padding <= 2 && text.count % 4 == 0, digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 2)
    var (group, bitCount) = (UInt32(0), 0)
    for digit in digits {
        let value = values[Int(digit)]
        guard value < 64 else { return nil }
        group = group << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bitCount)))
        }
    }
    return bytes
}

private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// What each byte is worth as a digit; 64 when it is none.
private let values: [UInt8] = {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
}()
