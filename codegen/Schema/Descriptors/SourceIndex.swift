internal import CDescriptors

/// Finds where a declaration stands and what is written about it.
struct SourceIndex {
    private struct Entry {
        var line: Int
        var column: Int
        var comments: Comments
    }

    private let path: String
    private var entries: [[Int32]: Entry] = [:]

    /// - Parameter file: May have come without source info; every place is then the file itself.
    init(_ file: CFile) {
        path = textOrEmpty(file.name)
        guard let info = file.source_code_info else { return }
        for location in elements(info.pointee.location, info.pointee.n_location) {
            add(location.pointee)
        }
    }

    private mutating func add(_ location: CLocation) {
        let span = scalars(location.span, location.n_span)
        guard span.count >= 3 else { return }
        let path = scalars(location.path, location.n_path)
        let comments = Comments(
            leading: textOrEmpty(location.leading_comments),
            trailing: textOrEmpty(location.trailing_comments),
            detached: texts(location.leading_detached_comments, location.n_leading_detached_comments))
        // `extend` blocks and groups give a path twice; the first one is the declaration.
        guard entries[path] == nil else { return }
        entries[path] = Entry(line: Int(span[0]) + 1, column: Int(span[1]) + 1, comments: comments)
    }

    /// Where the declaration at `path` begins.
    func position(_ path: [Int32]) -> SourcePosition {
        guard let entry = entries[path] else { return SourcePosition(path: self.path) }
        return SourcePosition(path: self.path, line: entry.line, column: entry.column)
    }

    /// The comments at the declaration at `path`.
    func comments(_ path: [Int32]) -> Comments {
        entries[path]?.comments ?? Comments()
    }
}

/// Field numbers of `descriptor.proto` that source paths are made of.
enum SourcePath {
    static let filePackage: Int32 = 2
    static let fileDependency: Int32 = 3
    static let fileMessage: Int32 = 4
    static let fileEnum: Int32 = 5
    static let fileService: Int32 = 6
    static let fileExtension: Int32 = 7
    static let fileSyntax: Int32 = 12
    static let fileEdition: Int32 = 14
    static let messageField: Int32 = 2
    static let messageNested: Int32 = 3
    static let messageEnum: Int32 = 4
    static let messageExtension: Int32 = 6
    static let messageOneof: Int32 = 8
    static let enumValue: Int32 = 2
    static let serviceMethod: Int32 = 2
}
