internal import MartletSchema

/// A message with everything decided that its struct and its wire code must agree on.
struct MessagePlan {
    let schema: MessageSchema
    /// In order of their numbers.
    let fields: [FieldPlan]
    let oneofs: [OneofPlan]
    /// The type's name as its declaration spells it.
    let declaredName: String
    /// The type's name from the module's scope.
    let typeName: String

    init(_ message: MessageSchema, _ context: GenerationContext) {
        let fields = message.fieldsByNumber.map { field in
            FieldPlan(field, context, isBoxed: context.layout.isBoxed(field))
        }
        schema = message
        self.fields = fields
        oneofs = message.oneofs.map { oneof in
            OneofPlan(
                schema: oneof, property: context.names.property(oneof), type: context.names.type(oneof),
                fields: fields.filter { $0.schema.oneof == oneof.name })
        }
        declaredName = context.names.declaredType(message.fullName)
        typeName = context.names.type(message.fullName)
    }

    func oneof(of field: FieldPlan) -> OneofPlan? {
        oneofs.first { $0.schema.name == field.schema.oneof }
    }

    /// Fields and oneofs in order of their numbers; a oneof stands where the first of its fields does.
    var members: [Member] {
        var seen: Set<String> = []
        return fields.compactMap { field in
            guard let oneof = oneof(of: field) else { return .field(field) }
            return seen.insert(oneof.schema.name).inserted ? .oneof(oneof) : nil
        }
    }

    enum Member {
        case field(FieldPlan)
        case oneof(OneofPlan)
    }
}

/// A oneof and its names.
struct OneofPlan {
    let schema: OneofSchema
    let property: String
    /// The enum's name inside the message.
    let type: String
    let fields: [FieldPlan]
}
