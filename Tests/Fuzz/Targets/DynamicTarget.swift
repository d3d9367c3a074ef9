internal import MartletProtobuf
internal import MartletReflection

/// Bytes as a message without a type.
enum DynamicTarget {
    /// Knows no extension: those stay unknown fields, as they do in generated messages.
    private static let emptyPool = DescriptorPool()

    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let (type, body) = FuzzedMessages.split(input) else { return }
        try compare(body, as: type)
    }

    private static func compare<M: DescribedMessage>(_ bytes: [UInt8], as type: M.Type) throws(BrokenPromise) {
        let typed = try? M(decoding: bytes)
        let dynamic = try? DynamicMessage(decoding: bytes, as: M.descriptor, pool: emptyPool)
        guard (typed == nil) == (dynamic == nil) else {
            throw BrokenPromise("\(M.messageName) is \(typed == nil ? "refused" : "taken") with its type only")
        }
        guard let typed, let dynamic else { return }
        do {
            let again = try M(decoding: dynamic.encoded(options: EncodingOptions(deterministic: true)))
            guard try again.canonicalBytes() == typed.canonicalBytes() else {
                throw BrokenPromise("\(M.messageName) is another message without its type")
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise("\(M.messageName) does not survive without its type: \(error)")
        }
        // Extensions and all: a message may have no JSON, but never a trap.
        let extended = try? DynamicMessage(decoding: bytes, as: M.descriptor)
        _ = try? extended?.jsonBytes()
        _ = extended?.textFormat(TextFormatOptions(printsUnknownFields: true))
    }
}
