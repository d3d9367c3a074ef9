public import MartletProtobuf

/// Why a mask does not fit a message, or could not be applied to it.
public enum FieldMaskError: Error, Hashable, Sendable {
    /// A part of a path names no field of the message that it has led to.
    case noSuchField(path: String, name: String, messageName: String)
    /// A path goes on behind a field that is no single message.
    case notAMessage(path: String, name: String, messageName: String)
    /// A path has more parts than `depthLimit`.
    case tooDeep(path: String, limit: Int)
    /// The message that the mask was applied to has no encoding.
    case unencodable(EncodeError)
    /// The merged message would break protobuf's own limits.
    case undecodable(DecodeError)
}

extension FieldMaskError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchField(let path, let name, let message):
            "field mask \"\(path)\": \(message) has no field \"\(name)\""
        case .tooDeep(let path, let limit):
            "field mask \"\(path.prefix(60))\": more parts than depthLimit (\(limit))"
        case .notAMessage(let path, let name, let message):
            "field mask \"\(path)\": a path may go on only behind a single message, which \(message).\(name) is not"
        case .unencodable(let error): "field mask: \(error)"
        case .undecodable(let error): "field mask: \(error)"
        }
    }
}
