/// The fields that are set, by number. What these are given has been checked, or comes from the wire.
extension DynamicMessage {
    /// Where the field stands; nil when it is not set.
    func place(of field: FieldDescriptor) -> Int? {
        let place = insertionPlace(field.number)
        guard place < entries.count, entries[place].field == field else { return nil }
        return place
    }

    /// Where the case of a oneof stands that is set: looked for among the fields that are set, which mostly is one
    /// comparison, however many cases there are.
    func place(of oneof: OneofDescriptor) -> Int? {
        let numbers = oneof.record.numbers
        var place = insertionPlace(numbers.lowerBound)
        while place < entries.count, entries[place].number <= numbers.upperBound {
            if entries[place].field.containingOneof == oneof { return place }
            place += 1
        }
        return nil
    }

    /// The first place whose number is not smaller. Messages mostly arrive in order, so the end is looked at first.
    private func insertionPlace(_ number: Int) -> Int {
        guard let last = entries.last, number <= last.number else { return entries.count }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Sets, or clears where that is what the value means.
    mutating func put(_ value: DynamicValue, in field: FieldDescriptor) {
        if field.isRepeated || !field.hasPresence, value.isZero {
            clear(field)
        } else {
            entries[makePlace(for: field) { value }].value = value
        }
    }

    /// The place of the field, which gets a first value when it has none; other cases of its oneof are cleared.
    mutating func makePlace(for field: FieldDescriptor, _ first: () -> DynamicValue) -> Int {
        if let oneof = field.realContainingOneof, let place = place(of: oneof), entries[place].field != field {
            entries.remove(at: place)
        }
        let place = insertionPlace(field.number)
        if place < entries.count, entries[place].number == field.number {
            // A pool may be given another extension of that number than the one that was set here before.
            if entries[place].field != field { entries[place] = Entry(field, first()) }
        } else {
            entries.insert(Entry(field, first()), at: place)
        }
        return place
    }

    mutating func appendUnchecked(_ value: DynamicValue, to field: FieldDescriptor) {
        withList(field) { $0.append(value) }
    }

    /// Changes a list in place: it is taken out of the message meanwhile, so that it has one owner.
    mutating func withList<Failure: Error>(
        _ field: FieldDescriptor, _ body: (inout [DynamicValue]) throws(Failure) -> Void
    ) throws(Failure) {
        let place = makePlace(for: field) { .list([]) }
        guard case .list(var values) = entries[place].value else { return }
        entries[place].value = .bool(false)
        defer {
            if values.isEmpty { entries.remove(at: place) } else { entries[place].value = .list(values) }
        }
        try body(&values)
    }

    mutating func setUnchecked(_ field: FieldDescriptor, key: DynamicMapKey, to value: DynamicValue) {
        let place = makePlace(for: field) { .map([:]) }
        guard case .map(var values) = entries[place].value else { return }
        entries[place].value = .bool(false)
        values[key] = value
        entries[place].value = .map(values)
    }

    /// Changes a sub-message in place; it is made when it is not there.
    mutating func withMessage<Failure: Error>(
        _ field: FieldDescriptor, _ type: MessageDescriptor,
        _ body: (inout DynamicMessage) throws(Failure) -> Void
    ) throws(Failure) {
        let place = makePlace(for: field) { .message(DynamicMessage(type)) }
        guard case .message(var message) = entries[place].value else { return }
        entries[place].value = .bool(false)
        defer { entries[place].value = .message(message) }
        try body(&message)
    }
}

extension FieldDescriptor {
    /// Whether the field can have the value.
    func check(_ value: DynamicValue) throws(DynamicMessageError) {
        if isMap, let mapKey, let mapValue {
            guard case .map(let entries) = value else { throw wrongType }
            for (key, value) in entries {
                guard key.value.hasType(of: mapKey.kind) else { throw wrongType }
                try mapValue.checkElement(value)
            }
        } else if isRepeated {
            guard case .list(let values) = value else { throw wrongType }
            for value in values { try checkElement(value) }
        } else {
            try checkElement(value)
        }
    }

    /// Whether the value can be one of a list, or the only one.
    func checkElement(_ value: DynamicValue) throws(DynamicMessageError) {
        guard value.hasType(of: kind) else { throw wrongType }
        switch value {
        case .message(let message):
            guard message.descriptor == messageType else { throw wrongType }
        case .enumNumber(let number):
            guard let enumType, enumType.isClosed, enumType.value(number: number) == nil else { return }
            throw .unknownEnumNumber(field: fullName, number: number)
        default:
            break
        }
    }

    private var wrongType: DynamicMessageError { .wrongType(field: fullName, expected: typeDescription) }

    /// For errors: the type as the schema spells it.
    var typeDescription: String {
        if let mapKey, let mapValue { return "map<\(mapKey.kind), \(mapValue.typeDescription)>" }
        let type = messageType?.fullName ?? enumType?.fullName ?? "\(kind)"
        return isRepeated ? "repeated \(type)" : type
    }
}
