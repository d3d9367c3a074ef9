internal import MartletProtobuf

/// What a mask says of one message: the paths that lead into it, and how much of them lies before it.
///
/// A slice of the mask's own sorted paths instead of a tree: it costs no memory per part, and freeing it does not
/// recurse, however many parts a peer gives a path.
struct MaskNode: Hashable, Sendable {
    /// Canonical, and all with the same first `offset` bytes.
    private let paths: ArraySlice<String>
    private let offset: Int

    init(_ mask: FieldMask) {
        paths = mask.canonical.paths[...]
        offset = 0
    }

    private init(_ paths: ArraySlice<String>, offset: Int) {
        self.paths = paths
        self.offset = offset
    }

    /// Whether a field is named as a whole, or which of its message's fields are.
    enum Part: Hashable, Sendable {
        case whole
        case inside(MaskNode)
    }

    /// The message's fields that the mask names, by number.
    func parts(_ fields: [FieldInfo]) -> [UInt32: Part] {
        var parts: [UInt32: Part] = [:]
        var rest = paths
        while let first = rest.first {
            let tail = first.utf8.dropFirst(offset)
            let name = tail.prefix { $0 != FieldPath.dot }
            let end = offset + name.count
            let isWhole = end == first.utf8.count
            let prefix = String(decoding: first.utf8.prefix(end), as: UTF8.self)
            let count = isWhole ? 1 : rest.prefix { FieldPath.covers(prefix, $0) }.count
            if let field = fields.first(where: { $0.name.description.utf8.elementsEqual(name) }) {
                let number = UInt32(truncatingIfNeeded: field.number)
                parts[number] = isWhole ? .whole : .inside(MaskNode(rest.prefix(count), offset: end + 1))
            }
            rest = rest.dropFirst(count)
        }
        return parts
    }
}
