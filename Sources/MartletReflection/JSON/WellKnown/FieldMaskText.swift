/// The text of a `google.protobuf.FieldMask`: its paths in `lowerCamelCase`, with commas between.
enum FieldMaskText {
    /// Nil when a path would not come back as it was.
    static func text(_ paths: [String]) -> String? {
        var parts: [String] = []
        for path in paths {
            guard let part = camelCase(path) else { return nil }
            parts.append(part)
        }
        return parts.joined(separator: ",")
    }

    /// Nil when the text has an underscore, or an empty path.
    static func paths(_ text: String) -> [String]? {
        if text.isEmpty { return [] }
        var paths: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard !part.isEmpty, !part.utf8.contains(UInt8(ascii: "_")) else { return nil }
            paths.append(snakeCase(part))
        }
        return paths
    }

    /// Each underscore and the small letter behind it become a capital; any other underscore and any capital can't
    /// be told from those.
    private static func camelCase(_ path: String) -> String? {
        var text = ""
        var isBehindUnderscore = false
        for scalar in path.unicodeScalars {
            switch scalar {
            case "a"..."z" where isBehindUnderscore:
                text += String(scalar).uppercased()
                isBehindUnderscore = false
            case "_" where !isBehindUnderscore:
                isBehindUnderscore = true
            case "A"..."Z", ",", "_": return nil
            default:
                if isBehindUnderscore { return nil }
                text.unicodeScalars.append(scalar)
            }
        }
        return text.isEmpty || isBehindUnderscore ? nil : text
    }

    private static func snakeCase(_ path: Substring) -> String {
        var text = ""
        for scalar in path.unicodeScalars {
            if ("A"..."Z").contains(scalar) {
                text += "_" + String(scalar).lowercased()
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
