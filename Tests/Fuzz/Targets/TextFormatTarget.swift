internal import MartletProtobuf
internal import MartletReflection

/// Text as a message in text format.
enum TextFormatTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let (type, body) = FuzzedMessages.split(input) else { return }
        let text = String(decoding: body, as: UTF8.self)
        _ = try? type.init(textFormat: text, options: TextFormatDecodingOptions(ignoresUnknownFields: true))
        try roundTrip(text, as: type)
    }

    private static func roundTrip<M: DescribedMessage>(_ text: String, as type: M.Type) throws(BrokenPromise) {
        let message: M
        do throws(TextFormatError) {
            message = try M(textFormat: text)
        } catch {
            guard error.line > 0, error.column > 0, !error.description.isEmpty else {
                throw BrokenPromise("an error says nothing: \(error)")
            }
            return
        }
        do {
            for options in [TextFormatOptions(), TextFormatOptions(isSingleLine: true, escapesNonASCII: true)] {
                let again = try M(textFormat: message.textFormat(options))
                guard try again.canonicalBytes() == message.canonicalBytes() else {
                    throw BrokenPromise("\(M.messageName) is another message after a way through text")
                }
            }
        } catch let broken as BrokenPromise {
            throw broken
        } catch {
            throw BrokenPromise("\(M.messageName) does not survive text format: \(error)")
        }
    }
}
