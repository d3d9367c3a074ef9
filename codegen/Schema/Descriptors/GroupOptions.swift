/// Makes custom options whose values are groups readable to protobuf-c, which refuses every message with a group that
/// it has no field for: they become length-delimited fields with the same content.
enum GroupOptions {
    /// The messages of descriptor.proto and plugin.proto that options can be in.
    private enum Node {
        case set, request, file, message, field, range, oneof, enumeration, value, service, method, options

        /// What lies in a field of the message.
        func child(_ number: Int32) -> Node? {
            switch (self, number) {
            case (.set, 1), (.request, 15), (.request, 17): .file
            case (.file, 4), (.message, 3): .message
            case (.file, 5), (.message, 4): .enumeration
            case (.file, 6): .service
            case (.file, 7), (.message, 2), (.message, 6): .field
            case (.message, 5): .range
            case (.message, 8): .oneof
            case (.enumeration, 2): .value
            case (.service, 2): .method
            case (.file, 8), (.message, 7), (.field, 8), (.range, 3), (.oneof, 2), (.enumeration, 3), (.value, 3),
                (.service, 3), (.method, 4):
                .options
            default: nil
            }
        }
    }

    /// A `FileDescriptorSet` without such groups; the same bytes when it has none.
    static func removed(fromSet bytes: [UInt8]) -> [UInt8] { rewritten(bytes[...], .set, depth: 0) ?? bytes }

    /// A `CodeGeneratorRequest` without such groups; the same bytes when it has none.
    static func removed(fromRequest bytes: [UInt8]) -> [UInt8] { rewritten(bytes[...], .request, depth: 0) ?? bytes }

    /// Messages lie in one another as deep as the schema has it; protoc stops long before this.
    private static let depthLimit = 100

    /// nil when nothing changes.
    private static func rewritten(_ bytes: ArraySlice<UInt8>, _ node: Node, depth: Int) -> [UInt8]? {
        guard depth < depthLimit else { return nil }
        var result: [UInt8] = []
        var copied = bytes.startIndex
        for field in WireFields(bytes) {
            guard let value = replacement(for: field, in: bytes, node, depth) else { continue }
            result += bytes[copied..<field.whole.lowerBound]
            append(UInt64(UInt32(bitPattern: field.number)) << 3 | 2, to: &result)
            append(UInt64(value.count), to: &result)
            result += value
            copied = field.whole.upperBound
        }
        return copied == bytes.startIndex ? nil : result + bytes[copied...]
    }

    /// What to put in the place of a field's value, behind a length; nil when the field stays as it is.
    private static func replacement(
        for field: WireFields.Field, in bytes: ArraySlice<UInt8>, _ node: Node, _ depth: Int
    ) -> [UInt8]? {
        if node == .options { return field.wireType == 3 ? Array(bytes[field.value]) : nil }
        guard field.wireType == 2, let child = node.child(field.number) else { return nil }
        return rewritten(bytes[field.value], child, depth: depth + 1)
    }

    private static func append(_ varint: UInt64, to bytes: inout [UInt8]) {
        var rest = varint
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
