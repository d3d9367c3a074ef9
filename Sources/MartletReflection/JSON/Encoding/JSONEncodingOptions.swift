/// How JSON is written.
///
/// The output is deterministic: fields in order of their numbers, the keys of maps sorted. `debug_redact` plays no
/// role here: JSON is data, which a peer needs whole, and no description for a log.
public struct JSONEncodingOptions: Sendable {
    /// Whether fields are named as the schema spells them, such as `unit_price`; otherwise `unitPrice`, or what the
    /// schema says with `json_name`.
    public var originalNames: Bool

    /// Whether enums are written as numbers; otherwise by name, where the number has one.
    public var enumNumbers: Bool

    /// Whether fields that have no presence are written even when they have their default value: numbers that are
    /// 0, empty strings, empty arrays and maps. Fields with presence are never written when they are not set.
    public var alwaysPrintFieldsWithoutPresence: Bool

    /// How many spaces a level of nesting is indented by; everything on one line, without spaces, when nil.
    public var indent: Int?

    /// How deep objects and arrays may lie inside one another: 200 unless set, which is enough for each message
    /// that was decoded from bytes with the default limit, other than by way of `Any`.
    public var nestingLimit: Int

    /// Whether a message may lack fields that proto2 calls required; that is an error unless set.
    public var allowPartial: Bool

    /// Where the types of `Any` and the extensions are looked for; the pool of the message's own type unless set.
    public var pool: DescriptorPool?

    public init(
        originalNames: Bool = false, enumNumbers: Bool = false, alwaysPrintFieldsWithoutPresence: Bool = false,
        indent: Int? = nil, nestingLimit: Int = 200, allowPartial: Bool = false, pool: DescriptorPool? = nil
    ) {
        self.originalNames = originalNames
        self.enumNumbers = enumNumbers
        self.alwaysPrintFieldsWithoutPresence = alwaysPrintFieldsWithoutPresence
        self.indent = indent
        self.nestingLimit = nestingLimit
        self.allowPartial = allowPartial
        self.pool = pool
    }

    /// The settings documented above.
    public static let `default` = JSONEncodingOptions()
}
