/// A method as a person names it: `pkg.Service/Method`, `/pkg.Service/Method` or `pkg.Service.Method`.
public struct MethodName: Hashable, Sendable {
    /// The full name of the service.
    public let service: String
    /// The method's own name.
    public let method: String

    /// Throws ``LoadError`` for a text that is no method's name.
    public init(_ text: String) throws(LoadError) {
        let bare = text.hasPrefix("/") ? text.dropFirst() : text[...]
        let end = bare.lastIndex(of: "/") ?? bare.lastIndex(of: ".")
        let service = end.map { bare[..<$0] } ?? ""
        let method = end.map { bare[bare.index(after: $0)...] } ?? ""
        guard !service.isEmpty, !method.isEmpty, !service.contains("/") else {
            throw LoadError("method", "`\(text)` names no method", advice: "write it as package.Service/Method")
        }
        self.service = String(service)
        self.method = String(method)
    }
}
