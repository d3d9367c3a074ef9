internal import MartletProtobuf

extension DynamicMessage {
    /// Reads a message from its JSON form, as the JSON mapping of protobuf defines it.
    ///
    /// - Throws: ``JSONDecodeError`` when the text is not JSON, is not such a message, or exceeds the limits of
    ///   `options`.
    public init(
        json text: String, as descriptor: MessageDescriptor, options: JSONDecodingOptions = .default
    ) throws(JSONDecodeError) {
        try self.init(json: Array(text.utf8), as: descriptor, options: options)
    }

    /// Reads a message from its JSON form in UTF-8.
    public init(
        json bytes: [UInt8], as descriptor: MessageDescriptor, options: JSONDecodingOptions = .default
    ) throws(JSONDecodeError) {
        do throws(JSONLocatedFailure) {
            let document = try JSONDocument(
                bytes, nestingLimit: options.nestingLimit, valueLimit: options.valueLimit)
            let pool = options.pool ?? descriptor.store.pool
            let decoder = JSONMessageDecoder(document, options, pool: pool)
            self = try document.located { () throws(JSONFailure) in
                try decoder.message(descriptor, JSONDocument.root)
            }
        } catch {
            throw error.error(descriptor.fullName)
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
        if !options.allowPartial, let path = missingRequiredField {
            throw JSONEncodeError(reason: .missingRequired(path), messageName: descriptor.fullName)
        }
        var encoder = JSONMessageEncoder(options, pool: options.pool ?? descriptor.store.pool)
        do throws(JSONPlacedFailure) {
            try encoder.message(self)
            return encoder.writer.bytes
        } catch {
            throw error.error(descriptor.fullName)
        }
    }
}

extension JSONDocument {
    /// Runs `body` and finds the place in the text when it fails.
    fileprivate func located<Result>(
        _ body: () throws(JSONFailure) -> Result
    ) throws(JSONLocatedFailure) -> Result {
        do throws(JSONFailure) {
            return try body()
        } catch {
            throw JSONLocatedFailure(error, in: self)
        }
    }
}
