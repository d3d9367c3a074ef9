internal import MartletProtobuf
internal import MartletReflection

/// Text as a message in JSON.
enum JSONTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let (type, body) = FuzzedMessages.split(input) else { return }
        _ = try? type.init(json: body, options: JSONDecodingOptions(ignoreUnknownFields: true))
        try roundTrip(body, as: type)
    }

    private static func roundTrip<M: DescribedMessage>(_ text: [UInt8], as type: M.Type) throws(BrokenPromise) {
        let message: M
        do throws(JSONDecodeError) {
            message = try M(json: text)
        } catch {
            guard !error.description.isEmpty else { throw BrokenPromise("an error says nothing") }
            return
        }
        do {
            let json = try message.jsonBytes()
            guard try M(json: json).canonicalBytes() == message.canonicalBytes() else {
                throw BrokenPromise("\(M.messageName) is another message after a way through JSON")
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise("\(M.messageName) does not survive JSON: \(error)")
        }
    }
}
