internal import MartletProtobuf

extension JSONMessageEncoder {
    mutating func any(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        try beginObject()
        if !message.entries.isEmpty {
            let (url, content) = try anyContent(message)
            writer.key(JSONMessageDecoder.typeKey)
            writer.string(url)
            if wellKnownTypes[content.descriptor] == nil {
                try fields(content)
            } else {
                writer.key(JSONMessageDecoder.valueKey)
                do throws(JSONPlacedFailure) {
                    try self.message(content)
                } catch {
                    throw error.inside(key: JSONMessageDecoder.valueKey)
                }
            }
        }
        writer.endObject()
    }

    private func anyContent(
        _ message: DynamicMessage
    ) throws(JSONPlacedFailure) -> (url: String, content: DynamicMessage) {
        guard case .string(let url)? = message[number: WellKnownField.typeURL] else {
            throw JSONPlacedFailure(.anyWithoutType)
        }
        guard let name = typeName(ofURL: url), let type = pool?.message(named: name) else {
            throw JSONPlacedFailure(.unknownType(quotedName(url)))
        }
        var bytes: [UInt8] = []
        if case .bytes(let value)? = message[number: WellKnownField.anyValue] { bytes = Array(value) }
        do throws(DecodeError) {
            let decoding = DecodingOptions(allowPartial: options.allowPartial)
            return (url, try DynamicMessage(decoding: bytes, as: type, options: decoding, pool: pool))
        } catch {
            throw JSONPlacedFailure(.invalidAny("\(error)"))
        }
    }
}
