public import Martlet

/// Why a server's schema could not be learnt from the server.
public enum ReflectionError: Error, Hashable, Sendable {
    /// The server has neither version of the reflection service.
    case notServed
    /// The call ended: the server can't be reached, the deadline passed, and so on.
    case callFailed(RPCError)
    /// The server has no answer to this question: a gRPC status code and its words.
    case refused(question: String, code: Int, message: String)
    /// The answer is not one to this question.
    case misplacedAnswer(question: String)
    /// The answer holds what is no descriptor.
    case undecodable(question: String, reason: String)
    /// More came than is allowed; `setting` of ``ReflectionClient/Limits`` raises it.
    case tooMuch(what: String, limit: Int, setting: String)
}

extension ReflectionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notServed:
            "the server has no reflection service (neither grpc.reflection.v1 nor v1alpha)"
        case .callFailed(let error): "reflection failed: \(error)"
        case .refused(let question, let code, let message):
            "the server's reflection knows no \(question): \(message) (status \(code))"
        case .misplacedAnswer(let question): "the server's reflection did not answer the question for \(question)"
        case .undecodable(let question, let reason):
            "the server's reflection answered the question for \(question) with what is no descriptor: \(reason)"
        case .tooMuch(let what, let limit, let setting):
            "the server's reflection sent more than \(limit) \(what) (setting \(setting))"
        }
    }
}
