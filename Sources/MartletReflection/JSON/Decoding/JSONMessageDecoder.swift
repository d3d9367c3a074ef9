internal import MartletProtobuf

/// Makes messages of a text that has been read.
///
/// Recursion ends at the text's nesting limit, which has been checked.
struct JSONMessageDecoder {
    let document: JSONDocument
    let options: JSONDecodingOptions
    /// Where the types of `Any` and the extensions are looked for.
    let pool: DescriptorPool?
    let wellKnownTypes = WellKnownTypes()
    private let memory: JSONMemory

    init(_ document: JSONDocument, _ options: JSONDecodingOptions, pool: DescriptorPool?) {
        self.document = document
        self.options = options
        self.pool = pool
        memory = JSONMemory(limit: options.elementMemoryLimit)
    }

    /// The message that the value at `index` stands for.
    func message(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        if let wellKnown = wellKnownTypes[type] {
            return try self.wellKnown(wellKnown, type, index)
        }
        return try object(type, index, isInAny: false)
    }

    /// A message whose fields are the members of an object.
    func object(_ type: MessageDescriptor, _ index: Int, isInAny: Bool) throws(JSONFailure) -> DynamicMessage {
        try expect(.object, "an object", index)
        var message = DynamicMessage(type)
        var seen = FieldNumbers()
        for key in document.children(of: index) {
            let name = document.string(key)
            if isInAny, name == JSONMessageDecoder.typeKey { continue }
            guard let field = try field(named: name, of: type, key) else { continue }
            guard seen.insert(field.number) else { throw failure(.duplicateKey(quotedName(name)), key) }
            try set(field, document.value(ofKey: key), in: &message)
        }
        if type.hasRequiredFields, !options.allowPartial { try checkRequired(message, index) }
        return message
    }

    func failure(_ reason: JSONDecodeError.Reason, _ index: Int) -> JSONFailure {
        JSONFailure(reason, at: document[index].offset)
    }

    func expect(_ kind: JSONNode.Kind, _ expected: String, _ index: Int) throws(JSONFailure) {
        let found = document.kind(index)
        guard found == kind else { throw wrongType(expected, index) }
    }

    func wrongType(_ expected: String, _ index: Int) -> JSONFailure {
        failure(.wrongType(expected: expected, found: document.kind(index).description), index)
    }

    // MARK: Fields

    /// The field that a key names in either of its forms; nil when it names none, and that is to be ignored.
    private func field(
        named name: String, of type: MessageDescriptor, _ key: Int
    ) throws(JSONFailure) -> FieldDescriptor? {
        if name.utf8.first == UInt8(ascii: "["), name.utf8.last == UInt8(ascii: "]") {
            if let found = extensionField(String(name.dropFirst().dropLast()), of: type) { return found }
            if options.ignoreUnknownFields { return nil }
            throw failure(.unknownExtension(quotedName(name)), key)
        }
        // Swift takes strings for equal that Unicode calls equivalent, so that a Kelvin sign finds a K.
        if let found = type.field(jsonName: name), found.jsonName.utf8.elementsEqual(name.utf8) { return found }
        if let found = type.field(named: name), found.name.utf8.elementsEqual(name.utf8) { return found }
        if options.ignoreUnknownFields { return nil }
        throw failure(.unknownField(quotedName(name)), key)
    }

    private func extensionField(_ name: String, of type: MessageDescriptor) -> FieldDescriptor? {
        guard let found = pool?.extension(named: name), found.containingMessage == type else { return nil }
        return found.fullName.utf8.elementsEqual(name.utf8) ? found : nil
    }

    private func set(
        _ field: FieldDescriptor, _ index: Int, in message: inout DynamicMessage
    ) throws(JSONFailure) {
        if document.kind(index) == .null, field.isRepeated || !field.acceptsNull(wellKnownTypes) { return }
        if let oneof = field.realContainingOneof, oneof.fields.contains(where: { message.has($0) }) {
            throw failure(.oneofSetTwice(oneofName: oneof.name), index)
        }
        if let value = try fieldValue(field, index) { try put(value, in: field, of: &message, index) }
    }

    /// - Parameter index: The value in the text.
    func put(
        _ value: DynamicValue, in field: FieldDescriptor, of message: inout DynamicMessage, _ index: Int
    ) throws(JSONFailure) {
        try charge(DynamicMessage.Entry.self, index)
        message.put(value, in: field)
    }

    func charge<Element>(_ type: Element.Type, _ index: Int) throws(JSONFailure) {
        try memory.charge(type, at: document[index].offset)
    }

    /// What the text has for the field; nil when it is a name that an enum does not have, and that is to be ignored.
    private func fieldValue(_ field: FieldDescriptor, _ index: Int) throws(JSONFailure) -> DynamicValue? {
        if field.isMap { return try map(field, index) }
        return field.isRepeated ? try list(field, index) : try value(JSONValueType(field), index)
    }

    private func list(_ field: FieldDescriptor, _ index: Int) throws(JSONFailure) -> DynamicValue {
        try expect(.array, "an array", index)
        let type = JSONValueType(field)
        let acceptsNull = field.acceptsNull(wellKnownTypes)
        var values: [DynamicValue] = []
        for element in document.children(of: index) {
            if document.kind(element) == .null, !acceptsNull { throw failure(.nullNotAllowed, element) }
            try charge(DynamicValue.self, element)
            if let value = try value(type, element) { values.append(value) }
        }
        return .list(values)
    }

    private func map(_ field: FieldDescriptor, _ index: Int) throws(JSONFailure) -> DynamicValue {
        try expect(.object, "an object", index)
        var entries: [DynamicMapKey: DynamicValue] = [:]
        guard let keyField = field.mapKey, let valueField = field.mapValue else { return .map(entries) }
        let (keyKind, type) = (keyField.kind, JSONValueType(valueField))
        let acceptsNull = valueField.acceptsNull(wellKnownTypes)
        for key in document.children(of: index) {
            let element = document.value(ofKey: key)
            try charge((DynamicMapKey, DynamicValue).self, key)
            let mapKey = try self.mapKey(keyKind, key)
            if document.kind(element) == .null, !acceptsNull { throw failure(.nullNotAllowed, element) }
            guard let value = try value(type, element) else { continue }
            guard entries.updateValue(value, forKey: mapKey) == nil else {
                throw failure(.duplicateKey(quotedName(document.string(key))), key)
            }
        }
        return .map(entries)
    }

    private func checkRequired(_ message: DynamicMessage, _ index: Int) throws(JSONFailure) {
        if let missing = message.descriptor.fields.first(where: { $0.isRequired && !message.has($0) }) {
            throw failure(.missingRequired(missing.name), index)
        }
    }
}

/// The numbers of the fields that a message's text has had so far.
private struct FieldNumbers {
    private var few: [Int] = []
    private var many: Set<Int> = []

    /// False when the number is not new.
    mutating func insert(_ number: Int) -> Bool {
        if many.isEmpty {
            if few.contains(number) { return false }
            few.append(number)
            // More than this many are no longer quicker to look through.
            if few.count > 16 { many = Set(few) }
            return true
        }
        return many.insert(number).inserted
    }
}
