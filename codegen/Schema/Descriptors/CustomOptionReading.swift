internal import CDescriptors
internal import CProtobufC

extension CustomOption {
    /// The options that `descriptor.proto` doesn't know: what protobuf-c kept as unknown fields.
    static func all(of options: ProtobufCMessage?) -> [CustomOption] {
        guard let options, let base = options.unknown_fields else { return [] }
        return UnsafeBufferPointer(start: base, count: Int(options.n_unknown_fields)).map { field in
            let wireType = UInt8(truncatingIfNeeded: field.wire_type.rawValue)
            var bytes = field.data.map { Array(UnsafeBufferPointer(start: $0, count: field.len)) } ?? []
            if wireType == 2 { bytes.removeFirst(min(lengthPrefixSize(bytes), bytes.count)) }
            return CustomOption(number: Int32(truncatingIfNeeded: field.tag), wireType: wireType, bytes: bytes)
        }
    }

    /// How many bytes the varint at the front takes.
    private static func lengthPrefixSize(_ bytes: [UInt8]) -> Int {
        (bytes.firstIndex { $0 < 0x80 } ?? bytes.count) + 1
    }
}
