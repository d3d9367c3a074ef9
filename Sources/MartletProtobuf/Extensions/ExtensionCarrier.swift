/// A message of nothing but one extension, to read and write it by the same way as any other field.
struct ExtensionCarrier<Extendee: Message, Shape: ExtensionShape>: Message {
    var field: (number: Int32, shape: Shape)?
    var value: Shape.Value?
    var unknownFields = UnknownFields()

    static var messageName: String { Extendee.messageName }
    static var _pbFields: [FieldInfo] { [] }

    init() {}

    init(_ number: Int32, _ shape: Shape, _ value: Shape.Value? = nil) {
        field = (number, shape)
        self.value = value
    }

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) {
        while let tag = try reader.nextTag() {
            if let field, tag &>> 3 == UInt32(bitPattern: field.number), try field.shape.merge(&value, tag, &reader) {
                continue
            }
            try reader.skip(tag)
        }
    }

    func _pbMissingRequired() -> String? {
        guard let field, let value else { return nil }
        return field.shape.missingRequired(value)
    }

    func _pbWrite(_ writer: inout Writer) {
        if let field, let value { field.shape.write(value, Int(field.number), &writer) }
    }

    static func == (left: Self, right: Self) -> Bool {
        left.field?.number == right.field?.number && left.value == right.value
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(field?.number)
        hasher.combine(value)
    }
}

extension ExtensionField {
    func decode(from unknownFields: UnknownFields, _ options: DecodingOptions) throws(DecodeError) -> ExtensionValue? {
        var bytes: [UInt8] = []
        for field in unknownFields.fields where isHeld(by: field) {
            bytes += isInMessageSet ? field.messageSetField : field.bytes
        }
        return bytes.isEmpty ? nil : try decode(bytes, shape, options)
    }

    private func decode<Shape: ExtensionShape<ExtensionValue>>(
        _ bytes: [UInt8], _ shape: Shape, _ options: DecodingOptions
    ) throws(DecodeError) -> ExtensionValue? {
        var carrier = ExtensionCarrier<ExtendedMessage, Shape>(number, shape)
        let failure = bytes.withUnsafeBytes { bytes -> DecodeError? in
            do throws(DecodeError) { try carrier.mergePartial(from: bytes, options) } catch { return error }
            return nil
        }
        if let failure { throw located(failure) }
        if !options.allowPartial, let missing = carrier._pbMissingRequired() {
            let error = DecodeError(
                reason: .missingRequiredField, messageName: ExtendedMessage.messageName, fieldPath: missing,
                byteOffset: bytes.count)
            throw located(error)
        }
        return carrier.value
    }

    private func located(_ error: DecodeError) -> DecodeError {
        var error = error
        error.fieldPath = error.fieldPath.isEmpty ? "[\(name)]" : "[\(name)].\(error.fieldPath)"
        return error
    }

    func encode(_ value: ExtensionValue, _ options: EncodingOptions) throws(EncodeError) -> [UInt8] {
        let bytes = try encode(value, shape, options)
        return isInMessageSet ? UnknownField(bytes[...]).messageSetItem : bytes
    }

    private func encode<Shape: ExtensionShape<ExtensionValue>>(
        _ value: ExtensionValue, _ shape: Shape, _ options: EncodingOptions
    ) throws(EncodeError) -> [UInt8] {
        do throws(EncodeError) {
            return try ExtensionCarrier<ExtendedMessage, Shape>(number, shape, value).encoded(options: options)
        } catch {
            guard case .missingRequiredField(let message, let path) = error else { throw error }
            throw .missingRequiredField(messageName: message, fieldPath: "[\(name)].\(path)")
        }
    }
}
