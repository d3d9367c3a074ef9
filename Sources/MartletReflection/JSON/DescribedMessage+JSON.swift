internal import MartletProtobuf

extension DescribedMessage {
    /// Reads a message from its JSON form, as the JSON mapping of protobuf defines it.
    ///
    /// - Throws: ``JSONDecodeError`` when the text is not JSON, is not such a message, or exceeds the limits of
    ///   `options`.
    public init(json text: String, options: JSONDecodingOptions = .default) throws(JSONDecodeError) {
        try self.init(json: Array(text.utf8), options: options)
    }

    /// Reads a message from its JSON form in UTF-8.
    public init(json bytes: [UInt8], options: JSONDecodingOptions = .default) throws(JSONDecodeError) {
        let message = try DynamicMessage(json: bytes, as: Self.descriptor, options: options)
        do throws(ConversionError) {
            try self.init(message, options: .trusting(elementMemoryLimit: options.elementMemoryLimit))
        } catch {
            throw JSONDecodeError(reason: .conversion("\(error)"), messageName: Self.messageName)
        }
    }

    /// The message's JSON form, as the JSON mapping of protobuf defines it. Unknown fields are not in it.
    ///
    /// - Throws: ``JSONEncodeError`` when a value has no JSON form, or the type of an `Any` is not known.
    public func jsonString(options: JSONEncodingOptions = .default) throws(JSONEncodeError) -> String {
        String(decoding: try jsonBytes(options: options), as: UTF8.self)
    }

    /// The message's JSON form in UTF-8.
    public func jsonBytes(options: JSONEncodingOptions = .default) throws(JSONEncodeError) -> [UInt8] {
        let message: DynamicMessage
        do throws(ConversionError) {
            message = try DynamicMessage(
                self, options: .trusting(elementMemoryLimit: .max), pool: options.pool)
        } catch {
            throw JSONEncodeError(reason: .conversion("\(error)"), messageName: Self.messageName)
        }
        return try message.jsonBytes(options: options)
    }
}

extension DecodingOptions {
    /// For bytes that this process has just encoded. A message that was read from JSON is as deep as the options for
    /// that allow, one that a program has in memory is what the program made it, and required fields are looked for
    /// on the side of JSON.
    fileprivate static func trusting(elementMemoryLimit: Int) -> DecodingOptions {
        DecodingOptions(nestingLimit: .max, elementMemoryLimit: elementMemoryLimit, allowPartial: true)
    }
}
