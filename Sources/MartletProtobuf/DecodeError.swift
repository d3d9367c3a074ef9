/// Bytes that are not the message they were taken for, and where they go wrong.
public struct DecodeError: Error, Hashable, Sendable {
    /// What is wrong.
    public var reason: WireError
    /// Full name of the message that was decoded, such as `shop.Order`.
    public var messageName: String
    /// Where in it, such as `items[3].price`, a field without a name being its number; empty when the byte is in
    /// no field.
    public var fieldPath: String
    /// The number of the field that the path ends with; nil when there is none.
    public var fieldNumber: Int32?
    /// Offset of the value that could not be read, counted from the first byte of the outermost message.
    public var byteOffset: Int
    /// The limit that was exceeded, if that is the reason, as it was set.
    public var limit: Int?

    public init(
        reason: WireError, messageName: String, fieldPath: String, fieldNumber: Int32? = nil, byteOffset: Int,
        limit: Int? = nil
    ) {
        self.reason = reason
        self.messageName = messageName
        self.fieldPath = fieldPath
        self.fieldNumber = fieldNumber
        self.byteOffset = byteOffset
        self.limit = limit
    }
}

extension DecodeError: CustomStringConvertible {
    /// One line, such as `shop.Order.items[3].price (field 4): varint longer than ten bytes at byte 17`.
    public var description: String {
        let path = fieldPath.isEmpty ? messageName : "\(messageName).\(fieldPath)"
        let number = fieldNumber.map { " (field \($0))" } ?? ""
        let limit = limit.map { " (\($0))" } ?? ""
        return "\(path)\(number): \(reason)\(limit) at byte \(byteOffset)"
    }
}
