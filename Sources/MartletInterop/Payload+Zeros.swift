package import Martlet

extension Payload {
    /// A payload of so many zeros.
    static func zeros(_ count: Int) -> Payload {
        var zeros: [UInt8] = []
        zeros.append(addingCapacity: count) { $0.append(repeating: 0, count: count) }
        return Payload(body: Bytes(zeros))
    }

    /// The payload that a request asks for. Throws `INVALID_ARGUMENT` for a negative size, and `RESOURCE_EXHAUSTED` for
    /// one above `TestServiceServer.maxPayloadBytes`.
    package static func zeros(askedFor size: Int32) throws(RPCError) -> Payload {
        guard size >= 0 else { throw RPCError(.invalidArgument, "a payload of \(size) bytes can't be made") }
        let limit = TestServiceServer.maxPayloadBytes
        guard size <= limit else {
            throw RPCError(.resourceExhausted, "a payload of \(size) bytes is larger than \(limit)")
        }
        return .zeros(Int(size))
    }
}
