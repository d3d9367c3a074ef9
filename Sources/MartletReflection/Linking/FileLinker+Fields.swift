/// Fields and extensions, in the first round: all but what their types are.
extension FileLinker {
    mutating func declare(_ field: FieldDescriptorProto, in message: Int) throws(DescriptorError) {
        // Not a copy of the whole record: its tables are about to change.
        let parentName = declarations.messages[message].fullName
        var outer = declarations.messages[message].features
        var oneof: Int?
        if let place = field.oneofIndex {
            let oneofs = declarations.messages[message].oneofs
            guard oneofs.indices.contains(Int(place)) else {
                throw error(parentName, "\(field.name ?? "") is in oneof \(place), of \(oneofs.count)")
            }
            let index = oneofs[Int(place)]
            outer = declarations.oneofs[index].features
            declarations.oneofs[index].fields.append(declarations.fields.count)
            if field.proto3Optional == true { declarations.oneofs[index].isSynthetic = true }
            oneof = index
        }
        let index = declarations.fields.count
        var record = try record(field, in: parentName, containing: TypeReference(index: message), outer)
        record.oneof = oneof
        if oneof != nil, record.cardinality != .optional {
            throw error(record.fullName, "a field of a oneof is neither required nor repeated")
        }
        try enter(record.fullName, .field(index))
        try register(record, index, message)
        declarations.fields.append(record)
    }

    private mutating func register(_ record: FieldRecord, _ index: Int, _ message: Int) throws(DescriptorError) {
        if let other = declarations.messages[message].fieldsByNumber.updateValue(index, forKey: record.number) {
            throw error(record.fullName, "number \(record.number) is that of \(declarations.fields[other].name) too")
        }
        declarations.messages[message].fields.append(index)
        declarations.messages[message].fieldsByName[record.name] = index
        if declarations.messages[message].fieldsByJSONName[record.jsonName] == nil {
            declarations.messages[message].fieldsByJSONName[record.jsonName] = index
        }
        if record.cardinality == .required { declarations.messages[message].hasRequiredFields = true }
    }

    /// An extension. What it extends is resolved in the second round.
    mutating func declare(
        _ field: FieldDescriptorProto, in scope: String, scope message: Int?, _ outer: Features
    ) throws(DescriptorError) -> Int {
        let index = declarations.fields.count
        var record = try record(field, in: scope, containing: TypeReference(index: 0), outer)
        record.isExtension = true
        record.scope = message
        guard record.cardinality != .required, field.oneofIndex == nil else {
            throw error(record.fullName, "an extension is neither required nor in a oneof")
        }
        try enter(record.fullName, .field(index))
        declarations.fields.append(record)
        return index
    }

    private func record(
        _ field: FieldDescriptorProto, in scope: String, containing: TypeReference, _ outer: Features
    ) throws(DescriptorError) -> FieldRecord {
        let name = try checked(field.name, in: scope)
        let fullName = qualified(name, in: scope)
        let number = Int(field.number ?? 0)
        // The most that fits is checked once the message is known: a message set allows more.
        guard number >= 1 else { throw error(fullName, "\(number) is no field number") }
        var features = outer.overridden(by: field.options?.features)
        if (proto.syntax ?? "") != "editions" { features = features.withLegacySyntax(of: field) }
        let isRepeated = field.label == .repeated
        let isRequired = !isRepeated && features.fieldPresence == .legacyRequired && field.extendee == nil
        return FieldRecord(
            proto: field, name: name, fullName: fullName, jsonName: field.jsonName ?? jsonName(of: name),
            number: number, kind: field.type.map(FieldKind.init) ?? .message,
            cardinality: isRepeated ? .repeated : isRequired ? .required : .optional, features: features,
            containing: containing, isExtension: false)
    }

    /// What protoc writes as `json_name`: underscores go, the letters after them become large.
    private func jsonName(of name: String) -> String {
        var result = ""
        var isAfterUnderscore = false
        for character in name {
            if character == "_" {
                isAfterUnderscore = true
            } else {
                result += isAfterUnderscore ? character.uppercased() : String(character)
                isAfterUnderscore = false
            }
        }
        return result
    }
}
