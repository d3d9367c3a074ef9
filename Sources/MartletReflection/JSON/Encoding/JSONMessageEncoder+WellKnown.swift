internal import MartletProtobuf

extension JSONMessageEncoder {
    mutating func wellKnown(
        _ wellKnown: WellKnownType, _ message: DynamicMessage
    ) throws(JSONPlacedFailure) {
        switch wellKnown {
        case .any: try any(message)
        case .timestamp: try timestamp(message)
        case .duration: try duration(message)
        case .fieldMask: try fieldMask(message)
        case .structure: try structure(message)
        case .value: try dynamicValue(message)
        case .listValue: try listValue(message)
        case .wrapper: try wrapper(message)
        }
    }

    private mutating func wrapper(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        guard let field = message.descriptor.field(number: WellKnownField.wrapped) else { return }
        try value(message.value(of: field), field)
    }

    private mutating func timestamp(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        let (seconds, nanos) = secondsAndNanos(message)
        guard let text = TimestampText(seconds: seconds, nanos: nanos).text else {
            throw JSONPlacedFailure(.timestampOutOfRange)
        }
        writer.string(text)
    }

    private mutating func duration(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        let (seconds, nanos) = secondsAndNanos(message)
        guard let text = DurationText(seconds: seconds, nanos: nanos).text else {
            throw JSONPlacedFailure(.durationOutOfRange)
        }
        writer.string(text)
    }

    private func secondsAndNanos(_ message: DynamicMessage) -> (Int64, Int32) {
        var parts: (seconds: Int64, nanos: Int32) = (0, 0)
        if case .int64(let seconds)? = message[number: WellKnownField.seconds] { parts.seconds = seconds }
        if case .int32(let nanos)? = message[number: WellKnownField.nanos] { parts.nanos = nanos }
        return parts
    }

    private mutating func fieldMask(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        var paths: [String] = []
        if case .list(let values)? = message[number: WellKnownField.paths] {
            for case .string(let path) in values { paths.append(path) }
        }
        guard let text = FieldMaskText.text(paths) else { throw JSONPlacedFailure(.fieldMaskPath) }
        writer.string(text)
    }

    // MARK: Values of any shape

    private mutating func structure(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        try beginObject()
        if case .map(let entries)? = message[number: WellKnownField.fields] {
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                writer.key(key.jsonKey)
                do throws(JSONPlacedFailure) {
                    try nested(value)
                } catch {
                    throw error.inside(key: key.jsonKey)
                }
            }
        }
        writer.endObject()
    }

    private mutating func listValue(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        try beginArray()
        if case .list(let values)? = message[number: WellKnownField.values] {
            for (index, value) in values.enumerated() {
                do throws(JSONPlacedFailure) {
                    try nested(value)
                } catch {
                    throw error.inside(index: index)
                }
            }
        }
        writer.endArray()
    }

    private mutating func nested(_ value: DynamicValue) throws(JSONPlacedFailure) {
        if case .message(let message) = value { try self.message(message) }
    }

    private mutating func dynamicValue(_ message: DynamicMessage) throws(JSONPlacedFailure) {
        guard let entry = message.entries.first else { throw JSONPlacedFailure(.valueNotSet) }
        if case .double(let number) = entry.value, !number.isFinite { throw JSONPlacedFailure(.valueNotFinite) }
        try value(entry.value, entry.field)
    }
}

extension DynamicMessage {
    /// The value of the field of that number; nil when it is not set or there is none.
    subscript(number number: Int) -> DynamicValue? {
        descriptor.field(number: number).flatMap { self[$0] }
    }
}
