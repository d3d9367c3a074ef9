/// What goes wrong inside, and the way to it, which grows from the inside out.
struct JSONPlacedFailure: Error {
    let reason: JSONEncodeError.Reason
    /// Keys and indices as a path spells them, the innermost first.
    private var steps: [String] = []

    init(_ reason: JSONEncodeError.Reason) {
        self.reason = reason
    }

    func inside(key: String) -> Self {
        adding(isJSONPathWord(key) ? ".\(key)" : "[\(quotedName(key))]")
    }

    func inside(index: Int) -> Self {
        adding("[\(index)]")
    }

    private func adding(_ step: String) -> Self {
        var copy = self
        copy.steps.append(step)
        return copy
    }

    func error(_ messageName: String) -> JSONEncodeError {
        let path = steps.reversed().joined()
        return JSONEncodeError(
            reason: reason, messageName: messageName, path: String(path.first == "." ? path.dropFirst() : path[...]))
    }
}
