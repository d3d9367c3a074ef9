/// The files whose descriptors come with this module. ``DescriptorPool/generated`` always has them: values of `Any`
/// are often well-known types that a program does not name otherwise.
enum WellKnownFiles {
    private static let all = [
        _pbFile_google_protobuf_any, _pbFile_google_protobuf_api, _pbFile_google_protobuf_descriptor,
        _pbFile_google_protobuf_duration, _pbFile_google_protobuf_empty, _pbFile_google_protobuf_field_mask_bf51df00,
        _pbFile_google_protobuf_source_context_e5dd1fac, _pbFile_google_protobuf_struct,
        _pbFile_google_protobuf_timestamp, _pbFile_google_protobuf_type, _pbFile_google_protobuf_wrappers,
    ]

    /// Links them, the first time that something of their package or folder is looked for.
    static func link(for name: String) {
        if name.hasPrefix("google.protobuf.") || name.hasPrefix("google/protobuf/") { _ = linked }
    }

    private static let linked: Void = {
        for file in all { _ = file.descriptor }
    }()
}
