internal import MartletSchema

/// Writes the method that encodes a message: its fields from the last to the first, as a `Writer` takes them.
struct EncodingEmitter {
    let plan: MessagePlan
    let modifier: String

    func emit(into text: inout SwiftText) {
        text.block("\(modifier)func _pbWrite(_ writer: inout \(Runtime.name("Writer")))") { text in
            text.line("writer.unknown(self.unknownFields)")
            for run in runs.reversed() { emit(run, into: &text) }
        }
    }

    /// The fields in order of their numbers, those of one oneof together where no other field is between them.
    private var runs: [[FieldPlan]] {
        var runs: [[FieldPlan]] = []
        for field in plan.fields {
            if let last = runs.last?.last, let oneof = field.schema.oneof, last.schema.oneof == oneof {
                runs[runs.count - 1].append(field)
            } else {
                runs.append([field])
            }
        }
        return runs
    }

    private func emit(_ run: [FieldPlan], into text: inout SwiftText) {
        guard let first = run.first else { return }
        guard let oneof = plan.oneof(of: first) else {
            text.line(statement(first, "self.\(first.storage)"))
            return
        }
        text.line("switch self.\(oneof.property) {")
        for field in run { text.line("case .\(field.property)(let value): \(statement(field, "value"))") }
        text.line(run.count == oneof.fields.count ? "case nil: break" : "default: break")
        text.line("}")
    }

    private func statement(_ field: FieldPlan, _ value: String) -> String {
        let number = field.schema.number
        if let key = field.key {
            return "writer.map(\(number), \(value), \(key.coding), \(field.coding))"
        }
        if field.isMessage {
            let method = field.schema.isDelimited ? "group" : "message"
            return "writer.\(method)\(field.isRepeated ? "s" : "")(\(number), \(value))"
        }
        return "writer.\(method(of: field))(\(number), \(value), \(field.coding))"
    }

    private func method(of field: FieldPlan) -> String {
        if field.isPacked { return "packed" }
        if field.isRepeated { return "repeated" }
        return field.hasPresence ? "optional" : "singular"
    }
}
