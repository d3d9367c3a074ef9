/// The features that decide how a declaration behaves: edition defaults, overridden from the file inwards.
public struct Features: Hashable, Sendable {
    public enum FieldPresence: UInt32, Sendable { case explicit = 1, implicit = 2, legacyRequired = 3 }
    public enum EnumType: UInt32, Sendable { case open = 1, closed = 2 }
    public enum RepeatedFieldEncoding: UInt32, Sendable { case packed = 1, expanded = 2 }
    public enum UTF8Validation: UInt32, Sendable { case verify = 2, none = 3 }
    public enum MessageEncoding: UInt32, Sendable { case lengthPrefixed = 1, delimited = 2 }
    public enum JSONFormat: UInt32, Sendable { case allow = 1, legacyBestEffort = 2 }

    public var fieldPresence = FieldPresence.explicit
    public var enumType = EnumType.open
    public var repeatedFieldEncoding = RepeatedFieldEncoding.packed
    public var utf8Validation = UTF8Validation.verify
    public var messageEncoding = MessageEncoding.lengthPrefixed
    public var jsonFormat = JSONFormat.allow

    /// The defaults of editions 2023 and 2024.
    public init() {}

    /// The defaults that `descriptor.proto` gives for a syntax.
    public init(defaultsOf syntax: FileSchema.Syntax) {
        switch syntax {
        case .proto2:
            enumType = .closed
            repeatedFieldEncoding = .expanded
            utf8Validation = .none
            jsonFormat = .legacyBestEffort
        case .proto3:
            fieldPresence = .implicit
        case .edition:
            break
        }
    }
}
