/// Masks as sets. They need no schema, and their paths may name anything.
extension FieldMask: ExpressibleByArrayLiteral {
    /// `let mask: FieldMask = ["title", "author.name"]`.
    public init(arrayLiteral paths: String...) { self.init(paths: paths) }
}

extension FieldMask {
    /// The same set in the one form that equal sets share: paths sorted part by part, none twice, and none below
    /// another, which says it already.
    public var canonical: FieldMask {
        var kept: [String] = []
        for path in paths.sorted(by: FieldPath.precedes) {
            // What lies below a path follows right behind it.
            if let last = kept.last, FieldPath.covers(last, path) { continue }
            kept.append(path)
        }
        return FieldMask(paths: kept)
    }

    /// Whether a field is in the set: by its own path, or below one.
    public func contains(_ path: String) -> Bool {
        paths.contains { FieldPath.covers($0, path) }
    }

    /// The fields that are in either mask, in canonical form.
    public func union(_ other: FieldMask) -> FieldMask {
        FieldMask(paths: paths + other.paths).canonical
    }

    /// The fields that are in both masks, in canonical form.
    public func intersection(_ other: FieldMask) -> FieldMask {
        let (first, second) = (canonical.paths, other.canonical.paths)
        let common = Self.covered(first, by: second) + Self.covered(second, by: first)
        return FieldMask(paths: common).canonical
    }

    /// Those of `paths` that lie in the mask of `others`; both canonical, so one walk through both is enough.
    private static func covered(_ paths: [String], by others: [String]) -> [String] {
        var index = 0
        return paths.filter { path in
            while index < others.count, !FieldPath.covers(others[index], path),
                FieldPath.precedes(others[index], path)
            {
                index += 1
            }
            return index < others.count && FieldPath.covers(others[index], path)
        }
    }
}
