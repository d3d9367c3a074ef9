/// Which methods a setting is for.
public enum MethodScope: Hashable, Sendable, CustomStringConvertible {
    /// Every method of the server.
    case all
    /// Every method of a service, by its full name: `greeter.v1.Greeter`.
    case service(String)
    /// One method: `greeter.v1.Greeter/Greet`.
    case method(String)

    /// Whether a request path (`/greeter.v1.Greeter/Greet`) belongs to it.
    func covers(_ path: String) -> Bool {
        switch self {
        case .all: true
        case .service(let name): path.hasPrefix("/\(name)/")
        case .method(let name): path == "/\(name)"
        }
    }

    public var description: String {
        switch self {
        case .all: "all methods"
        case .service(let name): "service \(name)"
        case .method(let name): "method \(name)"
        }
    }
}

/// An interceptor and the methods that it stands before.
public struct Interception: Sendable {
    /// Who intercepts.
    public var interceptor: any ServerInterceptor
    /// What: every method by default.
    public var scope: MethodScope

    /// Has `interceptor` stand before all methods, or before those of `scope`.
    public init(_ interceptor: any ServerInterceptor, of scope: MethodScope = .all) {
        self.interceptor = interceptor
        self.scope = scope
    }
}
