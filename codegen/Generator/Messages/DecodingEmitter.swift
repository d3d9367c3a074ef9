internal import MartletSchema

/// Writes the method that reads a message: a switch on the tag, one case for each field.
struct DecodingEmitter {
    let plan: MessagePlan
    let modifier: String

    func emit(into text: inout SwiftText) {
        let reader = Runtime.name("Reader")
        let error = Runtime.name("WireError")
        text.block("\(modifier)mutating func _pbDecode(_ reader: inout \(reader)) throws(\(error))") { text in
            text.block("while let tag = try reader.nextTag()") { text in
                guard !plan.fields.isEmpty else {
                    return text.line("try reader.unknown(tag, &self.unknownFields)")
                }
                text.line("switch tag {")
                for field in plan.fields { emit(field, into: &text) }
                text.line("default: try reader.unknown(tag, &self.unknownFields)")
                text.line("}")
            }
        }
    }

    private func emit(_ field: FieldPlan, into text: inout SwiftText) {
        let lines = plan.oneof(of: field).map { oneofLines(field, $0) } ?? [statement(field)]
        let tags = field.isRepeated && field.schema.type.isPackable ? "\(field.tag), \(field.tag(2))" : "\(field.tag)"
        let whole = "case \(tags): \(lines[0])"
        if lines.count == 1, text.indentation + whole.count <= SwiftText.columnLimit { return text.line(whole) }
        text.line("case \(tags):")
        text.indented { text in
            for line in lines { text.line(line) }
        }
    }

    private func statement(_ field: FieldPlan) -> String {
        let target = "&self.\(field.storage)"
        if let key = field.key {
            return field.isClosedEnum
                ? "try reader.map(\(target), \(key.coding), \(field.valueType).self, &self.unknownFields)"
                : "try reader.map(\(target), \(key.coding), \(field.coding), tag)"
        }
        if field.isMessage {
            let method = field.schema.isDelimited ? "group" : "message"
            return "try reader.\(method)\(field.isRepeated ? "s" : "")(\(target)\(tagArgument(field)))"
        }
        if field.isClosedEnum {
            return field.isRepeated
                ? "try reader.closedEnums(\(target), tag, &self.unknownFields)"
                : "self.\(field.storage) = \(readClosed(field)) ?? self.\(field.storage)"
        }
        return field.isRepeated
            ? "try reader.repeated(\(target), \(field.coding), tag)"
            : "self.\(field.storage) = try reader.read(\(field.coding))"
    }

    private func oneofLines(_ field: FieldPlan, _ oneof: OneofPlan) -> [String] {
        let target = "self.\(oneof.property)"
        if field.isClosedEnum {
            return ["if let value = \(readClosed(field)) { \(target) = .\(field.property)(value) }"]
        }
        guard field.isMessage else {
            return ["\(target) = .\(field.property)(try reader.read(\(field.coding)))"]
        }
        let charge = field.isBoxed ? ["try reader.chargeBox(\(field.valueType).self)"] : []
        let method = field.schema.isDelimited ? "group" : "message"
        return charge + [
            // The old value is taken out first: held twice, its arrays would be copied when they grow.
            "var old: \(field.valueType)?",
            "if case .\(field.property)(let value)? = \(target) { old = value }",
            "\(target) = nil",
            "\(target) = .\(field.property)(try reader.\(method)(after: consume old\(tagArgument(field))))",
        ]
    }

    private func readClosed(_ field: FieldPlan) -> String {
        "try reader.closedEnum(\(field.valueType).self, &self.unknownFields)"
    }

    /// Elements go on for as long as the tag repeats; a group ends with a tag of the same number.
    private func tagArgument(_ field: FieldPlan) -> String {
        field.isRepeated || field.schema.isDelimited ? ", tag" : ""
    }
}
