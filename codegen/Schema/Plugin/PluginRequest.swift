internal import CDescriptors
internal import CProtobufC

/// What protoc hands to a plugin on its standard input.
public struct PluginRequest: Sendable {
    /// The files, with those to generate marked.
    public let schema: Schema
    /// The text of `--martlet_opt`; empty when absent.
    public let parameter: String

    /// Reads a `CodeGeneratorRequest`.
    ///
    /// - Throws: A `SchemaError` when the bytes are no such request, or its files contradict each other.
    public init(_ bytes: [UInt8]) throws(SchemaError) {
        let readable = GroupOptions.removed(fromRequest: bytes)
        let unpacked = google__protobuf__compiler__code_generator_request__unpack(nil, readable.count, readable)
        guard let request = unpacked else {
            throw SchemaError(
                "standard input is no CodeGeneratorRequest", help: "protoc calls this program; see martlet-gen --help")
        }
        defer { google__protobuf__compiler__code_generator_request__free_unpacked(request, nil) }
        parameter = textOrEmpty(request.pointee.parameter)
        schema = try Schema(
            elements(request.pointee.proto_file, request.pointee.n_proto_file).map(\.pointee),
            SerializedFiles(in: bytes, field: 15),
            generating: texts(request.pointee.file_to_generate, request.pointee.n_file_to_generate))
    }
}
