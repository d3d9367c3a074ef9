/// The messages of grpc.testing that the bench sends, encoded by hand: a bench that measures the codec
/// must not take its input from it.
enum Schema {
    /// `SimpleRequest { response_size = 2, payload = 3 }`
    static func simpleRequest(responseSize: Int, payloadSize: Int) -> [UInt8] {
        varintField(2, responseSize) + bytesField(3, payload(size: payloadSize))
    }

    /// `StreamingOutputCallRequest { repeated ResponseParameters { size = 1 } response_parameters = 2 }`
    static func streamingOutputRequest(messages: Int, payloadSize: Int) -> [UInt8] {
        let parameters = bytesField(2, varintField(1, payloadSize))
        return (0..<messages).flatMap { _ in parameters }
    }

    /// The encoded size of a `SimpleResponse` or `StreamingOutputCallResponse { payload = 1 }`.
    static func reply(payloadSize: Int) -> Int {
        bytesField(1, payload(size: payloadSize)).count
    }

    /// `Payload { body = 2 }`
    private static func payload(size: Int) -> [UInt8] {
        bytesField(2, [UInt8](repeating: 0, count: size))
    }

    private static func varintField(_ number: Int, _ value: Int) -> [UInt8] {
        varint(number << 3) + varint(value)
    }

    private static func bytesField(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }

    private static func varint(_ value: Int) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

/// gRPC's frame around a message.
enum Framing {
    /// A compression flag and a 32-bit length.
    static let prefixSize = 5

    static func frame(_ message: [UInt8]) -> [UInt8] {
        [0] + (0..<4).map { UInt8(truncatingIfNeeded: message.count >> (24 - 8 * $0)) } + message
    }
}
