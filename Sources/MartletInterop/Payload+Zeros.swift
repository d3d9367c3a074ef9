import MartletProtobuf

extension Payload {
    /// A payload of so many zeros.
    static func zeros(_ count: Int) -> Payload { Payload(body: Bytes([UInt8](repeating: 0, count: count))) }
}
