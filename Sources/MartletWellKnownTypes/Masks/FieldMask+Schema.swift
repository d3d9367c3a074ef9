public import MartletProtobuf

/// Masks beside the schema of the message that they are meant for.
extension FieldMask {
    /// The mask of all fields of a message type.
    public static func all<M: Message>(of _: M.Type) -> FieldMask {
        FieldMask(paths: M._pbFields.map(\.name.description))
    }

    /// Checks that every path leads to a field, as the schema spells it, and that all but its last part are single
    /// messages.
    ///
    /// - Throws: ``FieldMaskError`` for the first path that does not.
    public func validate<M: Message>(for _: M.Type) throws(FieldMaskError) {
        for path in paths { try Self.validate(path, M.messageName, M._pbFields) }
    }

    /// Whether ``validate(for:)`` finds nothing wrong.
    public func isValid<M: Message>(for type: M.Type) -> Bool {
        (try? validate(for: type)) != nil
    }

    private static func validate(
        _ path: String, _ messageName: String, _ fields: [FieldInfo]
    ) throws(FieldMaskError) {
        var (messageName, fields) = (messageName, fields)
        var parts = path.split(separator: ".", omittingEmptySubsequences: false)[...]
        while let name = parts.popFirst().map(String.init) {
            guard let field = fields.first(where: { $0.name.description == name }) else {
                throw .noSuchField(path: path, name: name, messageName: messageName)
            }
            if parts.isEmpty { return }
            guard let type = field.messageType else {
                throw .notAMessage(path: path, name: name, messageName: messageName)
            }
            (messageName, fields) = (type.messageName, type._pbFields)
        }
    }

    /// The fields that are in this mask and not in `other`, in canonical form. Where `other` names a field inside
    /// of a message that this mask has whole, the message's other fields stay.
    ///
    /// - Parameter depthLimit: How many parts a path of `other` may have: every one can leave a path behind for each
    ///   field around it.
    /// - Throws: ``FieldMaskError`` when a path of either mask leads to no field of the message.
    public func subtracting<M: Message>(
        _ other: FieldMask, for type: M.Type, depthLimit: Int = 100
    ) throws(FieldMaskError) -> FieldMask {
        try validate(for: type)
        try other.validate(for: type)
        var kept = canonical.paths
        for path in other.canonical.paths {
            guard path.utf8.count(where: { $0 == FieldPath.dot }) < depthLimit else {
                throw .tooDeep(path: path, limit: depthLimit)
            }
            Self.remove(path, from: &kept, M._pbFields)
        }
        return FieldMask(paths: kept).canonical
    }

    private static func remove(_ path: String, from paths: inout [String], _ fields: [FieldInfo]) {
        guard let whole = paths.first(where: { $0 != path && FieldPath.covers($0, path) }) else {
            return paths.removeAll { FieldPath.covers(path, $0) }
        }
        paths.removeAll { $0 == whole }
        // All the way down, the neighbours of what is removed take the place of the message around them.
        var (fields, prefix) = (fields, "")
        for name in path.split(separator: ".") {
            if FieldPath.covers(whole, prefix) {
                paths += fields.map(\.name.description).filter { $0 != name }.map { "\(prefix).\($0)" }
            }
            prefix += prefix.isEmpty ? String(name) : ".\(name)"
            fields = fields.first { $0.name.description == name }?.messageType?._pbFields ?? []
        }
    }
}

extension FieldInfo {
    /// The type of a field that holds one message; nil for all others.
    var messageType: (any Message.Type)? {
        guard !isRepeated else { return nil }
        switch type {
        case .message(let type), .group(let type): return type
        default: return nil
        }
    }
}
