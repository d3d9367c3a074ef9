import MartletProtobuf

extension Payload {
    /// A payload of so many zeros.
    static func zeros(_ count: Int) -> Payload {
        var zeros: [UInt8] = []
        zeros.append(addingCapacity: count) { $0.append(repeating: 0, count: count) }
        return Payload(body: Bytes(zeros))
    }
}
