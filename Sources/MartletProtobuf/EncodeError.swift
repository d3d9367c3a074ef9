/// A message that has no encoding.
public enum EncodeError: Error, Hashable, Sendable {
    /// The message would take `byteCount` bytes; protobuf allows no more than 2 GiB - 1.
    case messageTooLarge(messageName: String, byteCount: Int)
    /// The message lacks a field that its schema calls `required`; the path leads there, such as `items[3].id`.
    case missingRequiredField(messageName: String, fieldPath: String)
}

extension EncodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .messageTooLarge(let name, let count): "\(name): \(count) bytes are more than the 2 GiB of a message"
        case .missingRequiredField(let name, let path): "\(name).\(path): a required field is missing"
        }
    }
}
