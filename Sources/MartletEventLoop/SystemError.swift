import Glibc

/// A system call that failed: which one, on what, and the kernel's reason.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel's error number; for name resolution EAI codes are given as negative numbers, as glibc does.
    public let code: Int32
    /// The system call ("connect", "bind", "getaddrinfo").
    public let operation: String
    /// What it was done to (an address, a path), and where it helps, what to do about it; may be empty.
    public let detail: String

    /// An error with a known code.
    public init(code: Int32, operation: String, detail: String = "") {
        self.code = code
        self.operation = operation
        self.detail = detail
    }

    /// The error that the calling thread's last system call left in `errno`.
    public static func last(_ operation: String, _ detail: String = "") -> SystemError {
        SystemError(code: errno, operation: operation, detail: detail)
    }

    /// For example `bind 127.0.0.1:8443: Address already in use`.
    public var description: String {
        let subject = detail.isEmpty ? operation : "\(operation) \(detail)"
        return "\(subject): \(reason)"
    }

    /// The kernel's words for `code`.
    public var reason: String {
        if code < 0 { return String(cString: gai_strerror(code)) }
        var text = [CChar](repeating: 0, count: 128)
        let failed = strerror_r(code, &text, text.count) != 0
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return failed ? "error \(code)" : String(decoding: bytes, as: UTF8.self)
    }
}
