internal import MartletProtobuf
internal import MartletReflection

/// The message types that inputs are taken for. The first byte of an input says which, the rest is the message.
enum FuzzedMessages {
    private static let types: [any DescribedMessage.Type] = [
        Everything.self, Legacy.self, Wrapped.self, Required.self, Set.self,
    ]

    static func split(_ input: [UInt8]) -> (type: any DescribedMessage.Type, body: [UInt8])? {
        guard let first = input.first else { return nil }
        return (types[Int(first) % types.count], Array(input.dropFirst()))
    }
}

extension Message {
    /// Bytes that equal messages share; a NaN makes a message unequal to itself, but not its bytes.
    func canonicalBytes() throws(EncodeError) -> [UInt8] {
        try encoded(options: EncodingOptions(deterministic: true))
    }
}
