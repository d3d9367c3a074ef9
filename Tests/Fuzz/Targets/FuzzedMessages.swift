internal import MartletProtobuf

/// The message types that inputs are taken for. The first byte of an input says which, the rest is the message.
enum FuzzedMessages {
    private static let types: [any Message.Type] = [
        Everything.self, Legacy.self, Wrapped.self, Required.self, Set.self,
    ]

    static func split(_ input: [UInt8]) -> (type: any Message.Type, body: [UInt8])? {
        guard let first = input.first else { return nil }
        return (types[Int(first) % types.count], Array(input.dropFirst()))
    }
}
