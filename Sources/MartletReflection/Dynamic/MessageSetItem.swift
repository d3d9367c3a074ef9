internal import MartletProtobuf

/// One extension of a message set: a group of the extension's number and its message.
enum MessageSetItem {
    static let number = 1
    static let typeNumber = 2
    static let messageNumber = 3

    static let startTag = UInt32(number) << 3 | WireType.startGroup.rawValue
    static let typeTag = UInt32(typeNumber) << 3 | WireType.varint.rawValue
    static let messageTag = UInt32(messageNumber) << 3 | WireType.lengthDelimited.rawValue
}

extension DynamicDecoder {
    /// Number and message may come in either order. Items of extensions that nobody knows are kept whole.
    mutating func decodeItem(_ message: inout DynamicMessage, _ reader: inout Reader) throws(WireError) {
        let start = reader.placeOfTag
        var number: UInt64?
        var bytes: Bytes?
        try reader.group(MessageSetItem.startTag) { (reader) throws(WireError) in
            while let tag = try reader.nextTag() {
                switch tag {
                case MessageSetItem.typeTag where number == nil: number = try reader.read(.uint64)
                case MessageSetItem.messageTag where bytes == nil: bytes = try reader.read(.bytes)
                default: try reader.stepOver(tag)
                }
            }
        }
        guard let number, let bytes, let place = Int(exactly: number),
            let field = field(place, of: message.descriptor), let type = field.messageType
        else { return try reader.keep(from: start, &message.unknownFields) }
        try located(field.pathName) { (self) throws(WireError) in
            try message.withMessage(field, type) { (nested) throws(WireError) in
                try reader.message(of: bytes) { (inner) throws(WireError) in try self.decode(&nested, &inner) }
            }
        }
    }
}
