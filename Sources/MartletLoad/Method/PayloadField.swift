import MartletProtobuf
import MartletReflection

/// The part of a request that only gives it its size.
enum PayloadField {
    private static let names = ["payload", "body", "data", "content", "message"]

    /// The message with so many bytes of zeros in its payload.
    static func fill(_ message: DynamicMessage, count: Int) throws(LoadError) -> DynamicMessage {
        guard let field = field(of: message.descriptor) else {
            throw LoadError(
                "--request-bytes", "\(message.descriptor.fullName) has no payload field",
                advice: "give the request with --data")
        }
        var message = message
        do throws(DynamicMessageError) {
            guard let type = field.messageType else {
                try message.set(field, to: value(of: field, count: count))
                return message
            }
            guard case .message(var payload) = message.value(of: field), let body = bytes(of: type) else {
                return message
            }
            try payload.set(body, to: value(of: body, count: count))
            try message.set(field, to: .message(payload))
            return message
        } catch {
            throw LoadError("--request-bytes", "\(error)", advice: "give the request with --data")
        }
    }

    /// Bytes or text under a usual name, or a message under such a name that has them.
    private static func field(of message: MessageDescriptor) -> FieldDescriptor? {
        let candidates = names.compactMap { message.field(named: $0) }.filter { !$0.isRepeated }
        return candidates.first { isBytes($0) || ($0.messageType.map { bytes(of: $0) != nil } ?? false) }
    }

    private static func bytes(of message: MessageDescriptor) -> FieldDescriptor? {
        names.compactMap { message.field(named: $0) }.first { !$0.isRepeated && isBytes($0) }
    }

    private static func isBytes(_ field: FieldDescriptor) -> Bool { field.kind == .bytes || field.kind == .string }

    private static func value(of field: FieldDescriptor, count: Int) -> DynamicValue {
        field.kind == .bytes
            ? .bytes(Bytes([UInt8](repeating: 0, count: count))) : .string(String(repeating: "0", count: count))
    }
}
