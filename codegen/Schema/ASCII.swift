/// Letters and digits of names. Those that a schema declares are of ASCII; what else a user may choose stays as it is.
extension UInt8 {
    package static let underscore = UInt8(ascii: "_")

    package var isUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    package var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    package var isLetter: Bool { isUppercase || isLowercase }
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    package var uppercased: UInt8 { isLowercase ? self & ~0x20 : self }
    package var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
}
