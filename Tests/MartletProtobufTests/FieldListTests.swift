import MartletProtobuf
import Testing

/// What generated code says of fields, in one string.
@Suite struct FieldListTests {
    @Test func eachLineIsAField() throws {
        let fields = FieldInfo.list(
            """
            1 name string
            2 tags sint64 repeated
            7 secret bytes redacted
            """)
        #expect(fields.map(\.number) == [1, 2, 7])
        #expect(fields.map(\.name) == ["name", "tags", "secret"])
        #expect(fields.map(\.isRepeated) == [false, true, false])
        #expect(fields.map(\.isRedacted) == [false, false, true])
        guard case .string = fields[0].type, case .sint64 = fields[1].type, case .bytes = fields[2].type else {
            Issue.record("\(fields)")
            return
        }
    }

    @Test func messagesAndEnumsAreTakenInTheirOrder() throws {
        let fields = FieldInfo.list(
            """
            1 item message
            2 orders map string message
            3 status enum repeated
            4 items group
            """, messages: [Item.self, Order.self, Item.self], enums: [Status.self])
        guard case .message(let item) = fields[0].type, case .map(.string, .message(let order)) = fields[1].type,
            case .enum(let status) = fields[2].type, case .group(let group) = fields[3].type
        else {
            Issue.record("\(fields)")
            return
        }
        #expect(item == Item.self && order == Order.self && status == Status.self && group == Item.self)
    }

    /// Whatever generated messages say is understood: no line is dropped, no type mistaken.
    @Test func generatedListsAreWhole() {
        #expect(Everything._pbFields.map(\.number) == Everything._pbFields.map(\.number).sorted())
        let names = Set(Everything._pbFields.map { "\($0.type)".prefix { $0 != "(" } })
        #expect(names.isSuperset(of: ["int32", "sfixed64", "bool", "string", "bytes", "enum", "message", "map"]))
    }
}
