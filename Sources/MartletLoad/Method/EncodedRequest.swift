import MartletProtobuf

/// A request as the bytes that it was encoded to, once, before the run: sending it is a copy.
struct EncodedRequest: Message {
    static let messageName = "martlet.EncodedRequest"
    static let _pbFields: [FieldInfo] = []
    /// All of it: a message that knows no field keeps every one as it came.
    var unknownFields = UnknownFields()

    init() {}

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) {
        while let tag = try reader.nextTag() { try reader.unknown(tag, &unknownFields) }
    }

    func _pbMissingRequired() -> String? { nil }
    func _pbMeasure(_ counter: inout SizeCounter) { counter.unknown(unknownFields) }
    func _pbWrite(_ writer: inout Writer) { writer.unknown(unknownFields) }
}

/// A response whose bytes are counted and not looked at.
struct MeasuredResponse: Message {
    static let messageName = "martlet.MeasuredResponse"
    static let _pbFields: [FieldInfo] = []
    var unknownFields = UnknownFields()
    /// The length of the message, without its prefix.
    private(set) var byteCount = 0

    init() {}

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) { byteCount = reader.remainingByteCount }
    func _pbMissingRequired() -> String? { nil }
    func _pbMeasure(_ counter: inout SizeCounter) {}
    func _pbWrite(_ writer: inout Writer) {}
}
