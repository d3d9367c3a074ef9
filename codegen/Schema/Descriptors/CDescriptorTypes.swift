internal import CDescriptors
internal import CProtobufC

// protobuf-c spells the packages out; these are the names that descriptor.proto gives its messages.
typealias CFileSet = Google__Protobuf__FileDescriptorSet
typealias CFile = Google__Protobuf__FileDescriptorProto
typealias CMessage = Google__Protobuf__DescriptorProto
typealias CField = Google__Protobuf__FieldDescriptorProto
typealias COneof = Google__Protobuf__OneofDescriptorProto
typealias CEnum = Google__Protobuf__EnumDescriptorProto
typealias CEnumValue = Google__Protobuf__EnumValueDescriptorProto
typealias CService = Google__Protobuf__ServiceDescriptorProto
typealias CMethod = Google__Protobuf__MethodDescriptorProto
typealias CFeatures = Google__Protobuf__FeatureSet
typealias CLocation = Google__Protobuf__SourceCodeInfo__Location

/// The elements of a repeated message field; empty when `base` is null.
func elements<T>(_ base: UnsafeMutablePointer<UnsafeMutablePointer<T>?>?, _ count: Int) -> [UnsafeMutablePointer<T>] {
    guard let base else { return [] }
    return UnsafeBufferPointer(start: base, count: count).compactMap { $0 }
}

/// The elements of a repeated scalar field; empty when `base` is null.
func scalars<T>(_ base: UnsafeMutablePointer<T>?, _ count: Int) -> [T] {
    guard let base else { return [] }
    return Array(UnsafeBufferPointer(start: base, count: count))
}

/// The text of an optional string field; nil when it is absent. Invalid UTF-8 is repaired.
func text(_ field: UnsafeMutablePointer<CChar>?) -> String? {
    guard let field else { return nil }
    return String(cString: field)
}

/// The text of a string field that counts as empty when it is absent.
func textOrEmpty(_ field: UnsafeMutablePointer<CChar>?) -> String {
    text(field) ?? ""
}

/// The strings of a repeated string field.
func texts(_ base: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int) -> [String] {
    elements(base, count).map { String(cString: $0) }
}

/// Drops the dot that marks a resolved name in descriptors.
func withoutLeadingDot(_ name: String) -> String {
    name.hasPrefix(".") ? String(name.dropFirst()) : name
}
