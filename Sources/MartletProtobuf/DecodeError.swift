/// Bytes that are not the message they were taken for, and where they go wrong.
public struct DecodeError: Error, Hashable, Sendable {
    /// What is wrong.
    public var reason: WireError
    /// Full name of the message that was decoded, such as `shop.Order`.
    public var messageName: String
    /// Where in it, such as `items[3].price`; empty when no known field holds the byte.
    public var fieldPath: String
    /// Offset of the value that could not be read, counted from the first byte of the outermost message.
    public var byteOffset: Int

    public init(reason: WireError, messageName: String, fieldPath: String, byteOffset: Int) {
        self.reason = reason
        self.messageName = messageName
        self.fieldPath = fieldPath
        self.byteOffset = byteOffset
    }
}

extension DecodeError: CustomStringConvertible {
    /// One line, such as `shop.Order.items[3].price: varint longer than ten bytes at byte 17`.
    public var description: String {
        let path = fieldPath.isEmpty ? messageName : "\(messageName).\(fieldPath)"
        return "\(path): \(reason) at byte \(byteOffset)"
    }
}
