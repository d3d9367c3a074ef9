import Martlet

/// Names of statuses, OK included.
public enum StatusName {
    /// The name of a status code: `OK`, `NOT_FOUND`.
    public static func of(_ code: Int) -> String { RPCError.Code(rawValue: code)?.description ?? "OK" }

    /// The code of a name in any case, or of a number from 0 to 16; nil for anything else.
    public static func code(of text: String) -> Int? {
        if let number = Int(text) { return (0...16).contains(number) ? number : nil }
        return (0...16).first { of($0) == text.uppercased() }
    }
}
