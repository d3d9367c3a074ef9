/// The schemas in `google/protobuf/` whose Swift comes with Martlet, so that nobody has to generate it.
public enum WellKnownTypes {
    /// The Swift module that holds their types.
    private static let module = "MartletWellKnownTypes"
    /// The Swift module that holds descriptor.proto's types, and the descriptors of all these schemas.
    static let reflectionModule = "MartletReflection"

    private static let files: Set = [
        "any", "api", "duration", "empty", "field_mask", "source_context", "struct", "timestamp", "type", "wrappers",
    ]

    /// The Swift module that a schema's code comes in, unless it is generated or mapped to another; nil for all
    /// schemas that do not come with Martlet.
    public static func module(of path: String) -> String? {
        guard path.hasPrefix("google/protobuf/"), path.hasSuffix(".proto") else { return nil }
        let name = String(path.dropFirst(16).dropLast(6))
        if isDescriptor(path) { return reflectionModule }
        return files.contains(name) ? module : nil
    }

    /// Whether the path is that of descriptor.proto.
    static func isDescriptor(_ path: String) -> Bool { path == "google/protobuf/descriptor.proto" }

    /// Types whose own name would be a trap in every file that imports them: `Any` and `Type` are the language's,
    /// `Duration` would hide `Swift.Duration`, and words like `Option` and `Method` are claimed by common packages
    /// (ArgumentParser's `@Option` would become ambiguous). All of api.proto and type.proto, rarely used and full
    /// of such words, follow one rule. The others keep the names that people know them by.
    ///
    /// A table and not `option swift_prefix`: the schemas' descriptors must equal those that every peer has built
    /// in, byte for byte, or descriptor pools refuse them.
    private static let names = [
        "google.protobuf.Any": "AnyMessage",
        "google.protobuf.Api": "ProtoApi",
        "google.protobuf.Duration": "ProtoDuration",
        "google.protobuf.Enum": "ProtoEnum",
        "google.protobuf.EnumValue": "ProtoEnumValue",
        "google.protobuf.Field": "ProtoField",
        "google.protobuf.Method": "ProtoMethod",
        "google.protobuf.Mixin": "ProtoMixin",
        "google.protobuf.Option": "ProtoOption",
        "google.protobuf.Syntax": "ProtoSyntax",
        "google.protobuf.Type": "ProtoType",
    ]

    /// The Swift name of a top-level type that does not keep its own; nil for all others.
    static func swiftName(of fullName: String) -> String? { names[fullName] }
}
