/// Letters of names. Those that a schema declares are of ASCII; what else a user may choose stays as it is.
extension UInt8 {
    static let underscore = UInt8(ascii: "_")

    var isUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var uppercased: UInt8 { isLowercase ? self & ~0x20 : self }
    var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
}
