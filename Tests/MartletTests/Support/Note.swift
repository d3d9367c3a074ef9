// A message written by hand in the shape that martlet-gen gives it, so that these tests need no generated code.
import MartletProtobuf

/// Some text, a number and a body of bytes.
struct Note: Hashable, Sendable {
    var text = ""
    var number: Int32 = 0
    var body = Bytes()
    var unknownFields = UnknownFields()

    init() {}

    init(_ text: String = "", number: Int32 = 0, body: Bytes = Bytes()) {
        self.text = text
        self.number = number
        self.body = body
    }
}

extension Note: Message {
    static var messageName: String { "martlet.test.Note" }

    static let _pbFields: [FieldInfo] = [
        .init(1, "text", .string), .init(2, "number", .int32), .init(3, "body", .bytes),
    ]

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) {
        while let tag = try reader.nextTag() {
            switch tag {
            case 10: self.text = try reader.read(.string)
            case 16: self.number = try reader.read(.int32)
            case 26: self.body = try reader.read(.bytes)
            default: try reader.unknown(tag, &self.unknownFields)
            }
        }
    }

    func _pbWrite(_ writer: inout Writer) {
        writer.unknown(self.unknownFields)
        writer.singular(3, self.body, .bytes)
        writer.singular(2, self.number, .int32)
        writer.singular(1, self.text, .string)
    }
}
