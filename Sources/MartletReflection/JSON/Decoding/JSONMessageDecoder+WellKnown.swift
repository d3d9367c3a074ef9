internal import MartletProtobuf

extension JSONMessageDecoder {
    func wellKnown(
        _ wellKnown: WellKnownType, _ type: MessageDescriptor, _ index: Int
    ) throws(JSONFailure) -> DynamicMessage {
        switch wellKnown {
        case .any: try any(type, index)
        case .timestamp: try timestamp(type, index)
        case .duration: try duration(type, index)
        case .fieldMask: try fieldMask(type, index)
        case .structure: try structure(type, index)
        case .value: try dynamicValue(type, index)
        case .listValue: try listValue(type, index)
        case .wrapper: try wrapper(type, index)
        }
    }

    /// A message with the fields of these numbers.
    func message(
        _ type: MessageDescriptor, _ index: Int, _ values: (number: Int, value: DynamicValue)...
    ) throws(JSONFailure) -> DynamicMessage {
        var message = DynamicMessage(type)
        for (number, value) in values {
            if let field = type.field(number: number) { try put(value, in: field, of: &message, index) }
        }
        return message
    }

    private func wrapper(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        guard let field = type.field(number: WellKnownField.wrapped),
            let value = try value(JSONValueType(field), index)
        else { return DynamicMessage(type) }
        return try message(type, index, (WellKnownField.wrapped, value))
    }

    private func timestamp(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        try expect(.string, "a string", index)
        guard let time = TimestampText(document.content(index)) else {
            let expected = "expected a time such as \"2026-01-31T12:00:00.5Z\", in the years 1 to 9999"
            throw failure(.invalidText(expected), index)
        }
        return try seconds(type, index, time.seconds, time.nanos)
    }

    private func duration(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        try expect(.string, "a string", index)
        guard let duration = DurationText(document.content(index)) else {
            let limit = DurationText.secondsLimit
            throw failure(.invalidText("expected seconds such as \"1.5s\", at most \(limit)s"), index)
        }
        return try seconds(type, index, duration.seconds, duration.nanos)
    }

    private func seconds(
        _ type: MessageDescriptor, _ index: Int, _ seconds: Int64, _ nanos: Int32
    ) throws(JSONFailure) -> DynamicMessage {
        try message(type, index, (WellKnownField.seconds, .int64(seconds)), (WellKnownField.nanos, .int32(nanos)))
    }

    private func fieldMask(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        guard let paths = FieldMaskText.paths(try string(index)) else {
            throw failure(.invalidText("expected paths such as \"name,unitPrice.amount\""), index)
        }
        return try message(type, index, (WellKnownField.paths, .list(paths.map { .string($0) })))
    }

    // MARK: Values of any shape

    private func structure(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        try expect(.object, "an object", index)
        guard let field = type.field(number: WellKnownField.fields), let valueType = field.mapValue?.messageType else {
            return DynamicMessage(type)
        }
        var entries: [DynamicMapKey: DynamicValue] = [:]
        for key in document.children(of: index) {
            try charge((DynamicMapKey, DynamicValue).self, key)
            let value = try message(valueType, document.value(ofKey: key))
            guard entries.updateValue(.message(value), forKey: .string(document.string(key))) == nil else {
                throw failure(.duplicateKey(quotedName(document.string(key))), key)
            }
        }
        return try message(type, index, (WellKnownField.fields, .map(entries)))
    }

    private func listValue(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        try expect(.array, "an array", index)
        guard let valueType = type.field(number: WellKnownField.values)?.messageType else {
            return DynamicMessage(type)
        }
        var values: [DynamicValue] = []
        for element in document.children(of: index) {
            try charge(DynamicValue.self, element)
            values.append(.message(try message(valueType, element)))
        }
        return try message(type, index, (WellKnownField.values, .list(values)))
    }

    private func dynamicValue(_ type: MessageDescriptor, _ index: Int) throws(JSONFailure) -> DynamicMessage {
        func nested(_ number: Int) throws(JSONFailure) -> DynamicMessage {
            guard let nestedType = type.field(number: number)?.messageType else { return DynamicMessage(type) }
            return try message(nestedType, index)
        }
        let field: (number: Int, value: DynamicValue) =
            switch document.kind(index) {
            case .null: (WellKnownField.nullValue, .enumNumber(0))
            case .number: (WellKnownField.numberValue, .double(try float(index)))
            case .string: (WellKnownField.stringValue, .string(document.string(index)))
            case .true: (WellKnownField.boolValue, .bool(true))
            case .false: (WellKnownField.boolValue, .bool(false))
            case .object: (WellKnownField.structValue, .message(try nested(WellKnownField.structValue)))
            case .array: (WellKnownField.listValue, .message(try nested(WellKnownField.listValue)))
            }
        return try message(type, index, field)
    }
}
