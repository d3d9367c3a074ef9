/// The paths of masks, such as `author.name`. A path may be as long as its sender likes, so nothing recurses on one.
enum FieldPath {
    /// An order in which a path is followed at once by all that lie below it, and names are sorted by their bytes.
    static func precedes(_ first: String, _ second: String) -> Bool {
        first.utf8.lazy.map(rank).lexicographicallyPrecedes(second.utf8.lazy.map(rank))
    }

    /// Whether `path` is `mask` or lies below it.
    static func covers(_ mask: String, _ path: String) -> Bool {
        guard path.utf8.starts(with: mask.utf8) else { return false }
        let rest = path.utf8.dropFirst(mask.utf8.count)
        return rest.isEmpty || rest.first == dot
    }

    static let dot = UInt8(ascii: ".")

    /// The dot before every other byte: it ends a name, and the shorter name comes first.
    private static func rank(_ byte: UInt8) -> UInt16 {
        byte == dot ? 0 : UInt16(byte) + 1
    }
}
