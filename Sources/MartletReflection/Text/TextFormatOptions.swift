/// How a message is printed in text format.
public struct TextFormatOptions: Sendable {
    /// Whether everything stands on one line, without a line feed at its end: false unless set.
    public var isSingleLine: Bool
    /// Whether fields that the schema does not know are printed, under their numbers: false unless set. They cannot
    /// be read back.
    public var printsUnknownFields: Bool
    /// Whether values of `Any` whose type the pool knows are printed as messages: true unless set.
    public var expandsAny: Bool
    /// Whether fields and enum values that the schema marks with `debug_redact` are printed as `[REDACTED]`: false
    /// unless set. They cannot be read back.
    public var redactsMarkedFields: Bool
    /// Whether characters outside ASCII are escaped, as bytes always are: false unless set.
    public var escapesNonASCII: Bool
    /// How many values of `Any`, and guessed messages among unknown fields, are opened inside one another: 100
    /// unless set. Deeper ones are printed as bytes.
    public var nestingLimit: Int
    /// Where the types of `Any` are looked up: the message's own pool unless set.
    public var pool: DescriptorPool?

    public init(
        isSingleLine: Bool = false, printsUnknownFields: Bool = false, expandsAny: Bool = true,
        redactsMarkedFields: Bool = false, escapesNonASCII: Bool = false, nestingLimit: Int = 100,
        pool: DescriptorPool? = nil
    ) {
        self.isSingleLine = isSingleLine
        self.printsUnknownFields = printsUnknownFields
        self.expandsAny = expandsAny
        self.redactsMarkedFields = redactsMarkedFields
        self.escapesNonASCII = escapesNonASCII
        self.nestingLimit = nestingLimit
        self.pool = pool
    }

    /// The choices documented above.
    public static let `default` = TextFormatOptions()
}

/// How text format is read, and what it may ask of this process.
public struct TextFormatDecodingOptions: Sendable {
    /// Whether fields and extensions that nobody knows are passed over: false unless set, they are errors.
    public var ignoresUnknownFields: Bool
    /// How many messages may lie inside one another below the outermost one: 100 unless set.
    public var nestingLimit: Int
    /// How many bytes of memory the elements of all lists and maps may take: 128 MiB unless set.
    public var elementMemoryLimit: Int
    /// Whether required fields may be missing: false unless set.
    public var allowPartial: Bool
    /// Where extensions and the types of `Any` are looked up: the message's own pool unless set.
    public var pool: DescriptorPool?

    public init(
        ignoresUnknownFields: Bool = false, nestingLimit: Int = 100, elementMemoryLimit: Int = 128 << 20,
        allowPartial: Bool = false, pool: DescriptorPool? = nil
    ) {
        self.ignoresUnknownFields = ignoresUnknownFields
        self.nestingLimit = nestingLimit
        self.elementMemoryLimit = elementMemoryLimit
        self.allowPartial = allowPartial
        self.pool = pool
    }

    /// The choices documented above.
    public static let `default` = TextFormatDecodingOptions()
}
