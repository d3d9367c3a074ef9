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
    func _pbWrite(_ writer: inout Writer) { writer.unknown(unknownFields) }
}

/// A message that knows how long it was on the wire.
protocol CountedMessage: Message {
    /// The length of the message, without its prefix.
    var byteCount: Int { get }
}

/// A response whose bytes are counted and not looked at.
struct MeasuredResponse: CountedMessage {
    static let messageName = "martlet.MeasuredResponse"
    static let _pbFields: [FieldInfo] = []
    var unknownFields = UnknownFields()
    private(set) var byteCount = 0

    init() {}

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) { byteCount = reader.remainingByteCount }
    func _pbMissingRequired() -> String? { nil }
    func _pbWrite(_ writer: inout Writer) {}
}

/// A response that is decoded and counted.
struct DecodedResponse<Body: Message>: CountedMessage {
    static var messageName: String { Body.messageName }
    static var _pbFields: [FieldInfo] { Body._pbFields }
    private(set) var body = Body()
    private(set) var byteCount = 0
    var unknownFields: UnknownFields {
        get { body.unknownFields }
        set { body.unknownFields = newValue }
    }

    init() {}

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) {
        byteCount = reader.remainingByteCount
        try body._pbDecode(&reader)
    }

    func _pbMissingRequired() -> String? { body._pbMissingRequired() }
    func _pbWrite(_ writer: inout Writer) { body._pbWrite(&writer) }
}
