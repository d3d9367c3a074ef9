internal import MartletProtobuf

extension DynamicMessage {
    /// The message in protobuf's text format, for people and configuration files.
    ///
    /// Fields stand in the order of their numbers, and the entries of a map in that of their keys.
    public func textFormat(_ options: TextFormatOptions = .default) -> String {
        var printer = TextFormatPrinter(options: options, pool: options.pool ?? descriptor.store.pool)
        printer.print(self)
        return printer.text
    }

    /// Reads a message in protobuf's text format.
    ///
    /// - Throws: ``TextFormatError`` when the text is not such a message or exceeds `options`.
    public init(
        textFormat text: String, as descriptor: MessageDescriptor,
        options: TextFormatDecodingOptions = .default
    ) throws(TextFormatError) {
        self.init(descriptor)
        var parser = TextFormatParser(text, options: options, pool: options.pool ?? descriptor.store.pool)
        try parser.parse(into: &self)
        if !options.allowPartial, let path = missingRequiredField {
            throw parser.scanner.error(.missingRequiredField(path))
        }
    }
}

extension DescribedMessage {
    /// The message in protobuf's text format, for people and configuration files.
    ///
    /// - Throws: ``ConversionError`` when the program's descriptor of the message cannot be used, or the message is
    ///   longer than 2 GiB - 1 byte or nested deeper than `options` allow.
    public func textFormat(_ options: TextFormatOptions = .default) throws(ConversionError) -> String {
        let limits = DecodingOptions(
            nestingLimit: options.nestingLimit, elementMemoryLimit: .max, allowPartial: true)
        return try DynamicMessage(self, options: limits, pool: options.pool).textFormat(options)
    }

    /// Reads a message in protobuf's text format.
    ///
    /// - Throws: ``TextFormatError`` when the text is not such a message or exceeds `options`.
    public init(
        textFormat text: String, options: TextFormatDecodingOptions = .default
    ) throws(TextFormatError) {
        if let error = Self.descriptor.file.loadError { throw Self.failure(.descriptor(error)) }
        let message = try DynamicMessage(textFormat: text, as: Self.descriptor, options: options)
        let limits = DecodingOptions(
            nestingLimit: options.nestingLimit, elementMemoryLimit: options.elementMemoryLimit,
            allowPartial: options.allowPartial)
        do throws(ConversionError) {
            try self.init(message, options: limits)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Not the text's fault, so it stands at its beginning.
    private static func failure(_ error: ConversionError) -> TextFormatError {
        TextFormatError(reason: .conversion(error), line: 1, column: 1)
    }
}
