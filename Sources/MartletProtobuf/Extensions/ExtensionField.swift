/// A field that one schema adds to a message of another one (`extend`).
///
/// `martlet-gen` writes one constant for each, which the message's methods take:
///
///     if settings.has(.comment) { print(try settings.value(of: .comment) ?? "") }
///     try settings.set(.comment, to: "quiet hours")
///
/// An extension declared inside a message is a static member of that message: `settings.value(of: Audit.stamp)`.
/// A message keeps the values as they stand on the wire, among its unknown fields: that is why who does not know an
/// extension passes it on, and why reading one can fail.
public struct ExtensionField<ExtendedMessage: Message, ExtensionValue: Hashable & Sendable>: Sendable {
    /// The field's number in the extended message.
    public let number: Int32
    /// Full name of the extension, such as `shop.v1.comment`.
    public let name: StaticString
    /// The default that the schema gives it; nil when it gives none.
    public let defaultValue: ExtensionValue?
    /// Whether the extended message has the old message set format, whose fields lie in groups with number and bytes.
    let isInMessageSet: Bool
    let shape: any ExtensionShape<ExtensionValue>

    /// Made by generated code alone.
    public init(
        _ number: Int32, _ name: StaticString, _ shape: some ExtensionShape<ExtensionValue>,
        default defaultValue: ExtensionValue? = nil, inMessageSet isInMessageSet: Bool = false
    ) {
        self.number = number
        self.name = name
        self.shape = shape
        self.defaultValue = defaultValue
        self.isInMessageSet = isInMessageSet
    }
}

extension Message {
    /// Whether the message holds a value of the extension.
    public func has<Value>(_ field: ExtensionField<Self, Value>) -> Bool {
        unknownFields.fields.contains { field.isHeld(by: $0) }
    }

    /// The extension's value; nil when the message holds none. A message that came in pieces is merged, of other
    /// values the last one counts.
    ///
    /// - Throws: ``DecodeError`` when the bytes are no such value or exceed `options`; the bytes that `byteOffset`
    ///   counts are those of the extension.
    public func value<Value>(
        of field: ExtensionField<Self, Value>, options: DecodingOptions = .default
    ) throws(DecodeError) -> Value? {
        try field.decode(from: unknownFields, options)
    }

    /// The elements of a repeated extension; empty when the message holds none.
    ///
    /// - Throws: ``DecodeError`` when the bytes are no such values or exceed `options`.
    public func value<Element>(
        of field: ExtensionField<Self, [Element]>, options: DecodingOptions = .default
    ) throws(DecodeError) -> [Element] {
        try field.decode(from: unknownFields, options) ?? []
    }

    /// Puts `value` in the place of what the message holds of the extension.
    ///
    /// - Throws: ``EncodeError`` when the value is a message that has no encoding.
    public mutating func set<Value>(
        _ field: ExtensionField<Self, Value>, to value: Value, options: EncodingOptions = .default
    ) throws(EncodeError) {
        let bytes = try field.encode(value, options)
        clear(field)
        bytes.withUnsafeBytes { bytes in
            if !bytes.isEmpty { unknownFields.append(bytes) }
        }
    }

    /// Drops what the message holds of the extension.
    public mutating func clear<Value>(_ field: ExtensionField<Self, Value>) {
        unknownFields.removeAll { field.isHeld(by: $0) }
    }
}
