import MartletReflection
import Testing

/// What descriptors say of the fields of proto2, proto3 and editions is what Python's say.
@Suite struct DescriptorComparisonTests {
    @Test func fieldsAreDescribedAlike() throws {
        let peer = try JSONPeer(seed: 31)
        let pool = try peer.pool()
        let expected = String(decoding: try peer.ask("x", "", []), as: UTF8.self).split(separator: "\n").sorted()
        let found = pool.files.flatMap { file in
            file.extensions + file.messages.flatMap(fields)
        }.map(describe).sorted()
        #expect(found.count > 400)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
    }

    private func fields(of message: MessageDescriptor) -> [FieldDescriptor] {
        message.fields + message.nestedExtensions + message.nestedMessages.flatMap(fields)
    }

    private func describe(_ field: FieldDescriptor) -> String {
        let parts: [String] = [
            field.fullName, "\(field.number)", field.isExtension ? "-" : field.jsonName,
            field.containingMessage.fullName, typeNumber(field),
            field.messageType?.fullName ?? field.enumType?.fullName ?? "", bool(field.isRepeated),
            bool(field.isRequired), bool(field.hasPresence), bool(field.isPacked), field.containingOneof?.name ?? "",
            field.enumType.map { bool($0.isClosed) } ?? "", field.defaultValue.map(text) ?? "",
        ]
        return parts.joined(separator: " ")
    }

    private func typeNumber(_ field: FieldDescriptor) -> String {
        if field.isDelimited { return "10" }
        let kinds: [FieldKind: Int] = [
            .double: 1, .float: 2, .int64: 3, .uint64: 4, .int32: 5, .fixed64: 6, .fixed32: 7, .bool: 8, .string: 9,
            .message: 11, .bytes: 12, .uint32: 13, .enum: 14, .sfixed32: 15, .sfixed64: 16, .sint32: 17, .sint64: 18,
        ]
        return "\(kinds[field.kind] ?? 0)"
    }

    private func bool(_ value: Bool) -> String { value ? "True" : "False" }

    private func text(_ value: DynamicValue) -> String {
        switch value {
        case .bool(let value): bool(value)
        case .int32(let value), .enumNumber(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .uint32(let value): "\(value)"
        case .uint64(let value): "\(value)"
        case .float(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): value.utf8.map(hex).joined()
        case .bytes(let value): value.map(hex).joined()
        case .message, .list, .map: ""
        }
    }

    private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
