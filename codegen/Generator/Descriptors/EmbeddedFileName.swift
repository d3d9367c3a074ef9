internal import MartletSchema

/// Names of the constants that hold the schemas' descriptors.
enum EmbeddedFileName {
    /// `greeter/v1/greeter.proto` becomes `_pbFile_greeter_v1_greeter`: the same in every module, so that the files
    /// of importing modules can name it without asking.
    static func of(_ path: String) -> String {
        let base = path.hasSuffix(".proto") ? path.dropLast(6) : path[...]
        let isPlain = base.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "/") }
        var name = "_pbFile_"
        for byte in base.utf8 { name.append(byte.isLetter || byte.isDigit ? Character(Unicode.Scalar(byte)) : "_") }
        // Whatever else was in the path became an underscore; the hash tells such paths apart.
        return isPlain ? name : "\(name)_\(hexadecimal(hash(path)))"
    }

    /// FNV-1a, 32 bits.
    private static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
