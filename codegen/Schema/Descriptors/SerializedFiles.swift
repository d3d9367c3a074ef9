/// The `FileDescriptorProto`s of a set or request as protoc wrote them, for embedding: options that this program has
/// no field for, and their order, stay as they are.
struct SerializedFiles {
    /// In the order of the set.
    let files: [[UInt8]]

    /// - Parameter number: The field that holds the files: 1 in a `FileDescriptorSet`, 15 in a `CodeGeneratorRequest`.
    init(in bytes: [UInt8], field number: Int32) {
        files = WireFields(bytes[...]).filter { $0.number == number && $0.wireType == 2 }
            .map { Self.withoutSourceInfo(bytes[$0.value]) }
    }

    /// Comments and positions are most of a descriptor, and nobody asks for them at run time.
    private static func withoutSourceInfo(_ file: ArraySlice<UInt8>) -> [UInt8] {
        WireFields(file).filter { $0.number != sourceCodeInfo }.flatMap { file[$0.whole] }
    }

    private static let sourceCodeInfo: Int32 = 9
}
