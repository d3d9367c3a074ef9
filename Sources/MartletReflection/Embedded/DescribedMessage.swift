public import MartletProtobuf

/// A generated message that knows its descriptor, and can therefore be written and read in other formats.
///
/// Conformances stand in the files that `martlet-gen` writes when it is asked for descriptors.
public protocol DescribedMessage: Message {
    static var descriptor: MessageDescriptor { get }
}

/// Why a message has no dynamic form, or a dynamic message none of a type.
public enum ConversionError: Error, Hashable, Sendable {
    /// The program carries a descriptor that cannot be used.
    case descriptor(DescriptorError)
    case encoding(EncodeError)
    case decoding(DecodeError)
    /// The dynamic message is of another type.
    case otherType(expected: String, found: String)
}

extension ConversionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .descriptor(let error): "\(error)"
        case .encoding(let error): "\(error)"
        case .decoding(let error): "\(error)"
        case .otherType(let expected, let found): "a message \(found) is no \(expected)"
        }
    }
}

extension DynamicMessage {
    /// The message as its descriptor shows it, extensions that `pool` knows included: unless given, the pool of the
    /// descriptor.
    public init<M: DescribedMessage>(
        _ message: M, options: DecodingOptions = .default, pool: DescriptorPool? = nil
    ) throws(ConversionError) {
        let descriptor = M.descriptor
        if let error = descriptor.file.loadError { throw .descriptor(error) }
        let bytes: [UInt8]
        do throws(EncodeError) {
            bytes = try message.encoded(options: EncodingOptions(allowPartial: options.allowPartial))
        } catch {
            throw .encoding(error)
        }
        do throws(DecodeError) {
            try self.init(decoding: bytes, as: descriptor, options: options, pool: pool)
        } catch {
            throw .decoding(error)
        }
    }
}

extension DescribedMessage {
    /// The message that a dynamic one of its type holds; the descriptor may come from any pool.
    public init(_ message: DynamicMessage, options: DecodingOptions = .default) throws(ConversionError) {
        if let error = Self.descriptor.file.loadError { throw .descriptor(error) }
        guard message.descriptor.fullName == Self.messageName else {
            throw .otherType(expected: Self.messageName, found: message.descriptor.fullName)
        }
        let bytes: [UInt8]
        do throws(EncodeError) {
            bytes = try message.encoded(options: EncodingOptions(allowPartial: options.allowPartial))
        } catch {
            throw .encoding(error)
        }
        do throws(DecodeError) {
            try self.init(decoding: bytes, options: options)
        } catch {
            throw .decoding(error)
        }
    }
}
