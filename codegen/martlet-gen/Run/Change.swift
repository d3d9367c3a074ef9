/// A generated file that is not what the schemas say.
struct Change: CustomStringConvertible {
    enum Kind: String {
        /// Not there yet.
        case missing
        /// There, with other content.
        case stale
        /// There, though no schema leads to it any more.
        case orphan
    }

    var kind: Kind
    /// On disk.
    var path: String
    /// What the file should hold; nothing for an orphan.
    var source: String?

    var description: String { "\(kind.rawValue): \(path)" }
}
