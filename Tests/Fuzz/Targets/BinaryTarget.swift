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
                throw BrokenPromise(description: "the error points behind the input: \(error)")
            }
            return
        }
        _ = message.description
        do {
            let encoded = try message.encoded()
            let again = try M(decoding: encoded)
            // A NaN makes a message unequal to itself.
            guard again == message || message != message else {
                throw BrokenPromise(description: "\(M.messageName) decodes differently after encoding")
            }
            guard try again.encoded().count == encoded.count else {
                throw BrokenPromise(description: "\(M.messageName) encodes to another length the second time")
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise(description: "\(M.messageName) does not survive encoding: \(error)")
        }
    }
}
