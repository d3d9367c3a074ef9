/// The features that decide how a declaration behaves: the edition's defaults, overridden from the file inwards.
///
/// proto2 and proto3 are described by features too, so nothing else has to ask for a file's syntax.
public struct Features: Hashable, Sendable {
    /// Whether a field tells "absent" from "default".
    public enum FieldPresence: Int32, Sendable { case explicit = 1, implicit = 2, legacyRequired = 3 }
    /// Whether an enum keeps numbers that it does not know.
    public enum EnumType: Int32, Sendable { case open = 1, closed = 2 }
    /// Whether repeated numbers stand behind one tag or behind one each.
    public enum RepeatedFieldEncoding: Int32, Sendable { case packed = 1, expanded = 2 }
    /// Whether strings must be UTF-8.
    public enum UTF8Validation: Int32, Sendable { case verify = 2, none = 3 }
    /// Whether messages stand behind a length or between group tags.
    public enum MessageEncoding: Int32, Sendable { case lengthPrefixed = 1, delimited = 2 }
    /// Whether protoc has made sure that the JSON names of a message are distinct.
    public enum JSONFormat: Int32, Sendable { case allow = 1, legacyBestEffort = 2 }

    public var fieldPresence = FieldPresence.explicit
    public var enumType = EnumType.open
    public var repeatedFieldEncoding = RepeatedFieldEncoding.packed
    public var utf8Validation = UTF8Validation.verify
    public var messageEncoding = MessageEncoding.lengthPrefixed
    public var jsonFormat = JSONFormat.allow

    /// The defaults of the editions since 2023.
    init() {}

    /// The defaults of an edition; proto2 and proto3 count as editions. Nil for editions that are not known: they
    /// may mean something else by the same words.
    init?(defaultsOf edition: Edition) {
        switch edition {
        case .proto2:
            enumType = .closed
            repeatedFieldEncoding = .expanded
            utf8Validation = .none
            jsonFormat = .legacyBestEffort
        case .proto3:
            fieldPresence = .implicit
        case .edition2023, .edition2024, .edition2026, .unstable:
            break
        default:
            return nil
        }
    }

    /// These features with what a declaration sets itself.
    func overridden(by own: FeatureSet?) -> Features {
        guard let own else { return self }
        var result = self
        result.fieldPresence.override(own.fieldPresence)
        result.enumType.override(own.enumType)
        result.repeatedFieldEncoding.override(own.repeatedFieldEncoding)
        result.utf8Validation.override(own.utf8Validation)
        result.messageEncoding.override(own.messageEncoding)
        result.jsonFormat.override(own.jsonFormat)
        return result
    }

    /// Turns the ways in which fields of proto2 and proto3 say it into features.
    func withLegacySyntax(of field: FieldDescriptorProto) -> Features {
        var result = self
        if field.label == .required { result.fieldPresence = .legacyRequired }
        if field.proto3Optional == true { result.fieldPresence = .explicit }
        if field.type == .group { result.messageEncoding = .delimited }
        if let packed = field.options?.packed { result.repeatedFieldEncoding = packed ? .packed : .expanded }
        return result
    }
}

extension RawRepresentable<Int32> {
    /// Takes over a value that is set and known; descriptor.proto's zeros mean "not set".
    fileprivate mutating func override(_ own: (some RawRepresentable<Int32>)?) {
        if let own, let value = Self(rawValue: own.rawValue) { self = value }
    }
}
