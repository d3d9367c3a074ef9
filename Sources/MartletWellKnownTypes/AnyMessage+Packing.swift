public import MartletProtobuf

/// Messages whose type only the sender chooses. Types are told apart by the last part of their URL; who has to find
/// a type by its name alone asks a pool of descriptors.
extension AnyMessage {
    /// What stands before a type's name unless another prefix is given.
    public static let defaultPrefix = "type.googleapis.com"

    /// Packs a message.
    ///
    /// - Parameters:
    ///   - prefix: What stands before the type's name in the URL; a `/` is added unless it ends in one.
    /// - Throws: `EncodeError` when the message has no encoding.
    public init(
        packing message: some Message, prefix: String = defaultPrefix, options: EncodingOptions = .default
    ) throws(EncodeError) {
        let slash = prefix.hasSuffix("/") ? "" : "/"
        let name = type(of: message).messageName
        self.init(typeUrl: prefix + slash + name, value: Bytes(try message.encoded(options: options)))
    }

    /// Full name of the packed message, which follows the URL's last `/`; nil when the URL has none, or nothing
    /// behind it.
    public var packedName: String? {
        guard let slash = typeUrl.lastIndex(of: "/") else { return nil }
        let name = typeUrl[typeUrl.index(after: slash)...]
        return name.isEmpty ? nil : String(name)
    }

    /// Whether a message of this type is packed.
    public func `is`<M: Message>(_ type: M.Type) -> Bool {
        packedName == type.messageName
    }

    /// The packed message.
    ///
    /// - Throws: ``UnpackError`` when another type is packed, or its bytes are not such a message.
    public func unpack<M: Message>(
        as type: M.Type = M.self, options: DecodingOptions = .default
    ) throws(UnpackError) -> M {
        guard self.is(type) else { throw .otherType(typeURL: typeUrl, wanted: type.messageName) }
        do throws(DecodeError) {
            return try M(decoding: value, options: options)
        } catch {
            throw .undecodable(error)
        }
    }
}

/// Why an `Any` could not be unpacked.
public enum UnpackError: Error, Hashable, Sendable {
    /// It holds a message of another type, or of none.
    case otherType(typeURL: String, wanted: String)
    /// Its bytes are not a message of that type.
    case undecodable(DecodeError)
}

extension UnpackError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherType(let typeURL, let wanted): "google.protobuf.Any holds \"\(typeURL)\", not \(wanted)"
        case .undecodable(let error): "google.protobuf.Any: \(error)"
        }
    }
}
