/// A message that has no encoding.
public enum EncodeError: Error, Hashable, Sendable {
    /// The message would take `byteCount` bytes; protobuf allows no more than 2 GiB - 1.
    case messageTooLarge(messageName: String, byteCount: Int)
}

extension EncodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .messageTooLarge(let name, let count): "\(name): \(count) bytes are more than the 2 GiB of a message"
        }
    }
}
