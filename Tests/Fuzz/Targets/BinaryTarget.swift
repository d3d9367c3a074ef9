internal import MartletProtobuf

/// Bytes as a message.
enum BinaryTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let (type, body) = FuzzedMessages.split(input) else { return }
        try roundTrip(body, as: type)
    }

    /// Garbage may be refused; what is not refused must survive encoding, and errors must be able to say what is wrong.
    private static func roundTrip<M: Message>(_ bytes: [UInt8], as type: M.Type) throws(BrokenPromise) {
        let message: M
        do throws(DecodeError) {
            message = try M(decoding: bytes)
        } catch {
            guard error.byteOffset <= bytes.count, !error.description.isEmpty else {
                throw BrokenPromise("the error points behind the input: \(error)")
            }
            return
        }
        _ = message.description
        do {
            let encoded = try message.canonicalBytes()
            guard try M(decoding: encoded).canonicalBytes() == encoded else {
                throw BrokenPromise("\(M.messageName) decodes differently after encoding")
            }
            guard try message.encoded().count == encoded.count else {
                throw BrokenPromise("\(M.messageName) has another length in another order")
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise("\(M.messageName) does not survive encoding: \(error)")
        }
    }
}
