// The message set format, a relic of proto1 that descriptors still ask for (`message_set_wire_format`): each extension
// lies in a group of number 1, with its number in field 2 and its message's bytes in field 3, in either order.

extension ExtensionField {
    /// Whether an unknown field is a value of this extension. In a message set a plain field counts as well.
    func isHeld(by field: UnknownField) -> Bool {
        if isInMessageSet, field.tag == MessageSetItem.startTag { return MessageSetItem(field).number == number }
        return field.number == UInt32(bitPattern: number)
    }
}

/// One group of a message set.
private struct MessageSetItem {
    /// 0 when the group names none.
    private(set) var number: Int32 = 0
    private(set) var message: ArraySlice<UInt8> = []

    static let startTag: UInt32 = 1 << 3 | WireType.startGroup.rawValue
    static let endTag: UInt32 = 1 << 3 | WireType.endGroup.rawValue
    static let numberTag: UInt32 = 2 << 3 | WireType.varint.rawValue
    static let messageTag: UInt32 = 3 << 3 | WireType.lengthDelimited.rawValue

    /// Of several messages in one group the first one counts, as in the other implementations.
    init(_ group: UnknownField) {
        var isComplete = false
        for field in UnknownFieldSequence(group.bytes.dropFirst()) {
            let value = field.bytes.dropFirst()
            if field.tag == Self.numberTag {
                let raw = UnknownField.read(value) { (reader) throws(WireError) in try reader.varint() } ?? 0
                number = Int32(truncatingIfNeeded: raw)
            } else if field.tag == Self.messageTag, !isComplete {
                let count = UnknownField.read(value) { (reader) throws(WireError) in try reader.length() } ?? 0
                message = value.suffix(count)
                isComplete = true
            }
        }
    }
}

extension UnknownField {
    /// A group of a message set as the plain field that it stands for.
    var messageSetField: ArraySlice<UInt8> {
        guard tag == MessageSetItem.startTag else { return bytes }
        let item = MessageSetItem(self)
        var field: ArraySlice<UInt8> = []
        append(UInt64(UInt32(bitPattern: item.number)) << 3 | UInt64(WireType.lengthDelimited.rawValue), to: &field)
        append(UInt64(item.message.count), to: &field)
        return field + item.message
    }

    /// A plain field of a message as the group that it is in a message set.
    var messageSetItem: [UInt8] {
        var prefix: ArraySlice<UInt8> = []
        append(UInt64(tag), to: &prefix)
        var item: ArraySlice<UInt8> = []
        append(UInt64(MessageSetItem.startTag), to: &item)
        append(UInt64(MessageSetItem.numberTag), to: &item)
        append(UInt64(number), to: &item)
        append(UInt64(MessageSetItem.messageTag), to: &item)
        item += bytes.dropFirst(prefix.count)
        append(UInt64(MessageSetItem.endTag), to: &item)
        return Array(item)
    }

    private func append(_ varint: UInt64, to bytes: inout ArraySlice<UInt8>) {
        var rest = varint
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
