internal import MartletProtobuf

/// Reads the fields of one message after another, by what their descriptors say.
struct DynamicDecoder {
    /// Where extensions are looked up.
    let pool: DescriptorPool?
    /// The way to the value that could not be read, from the inside out; only filled when reading fails.
    private(set) var failedPath: [String] = []

    init(pool: DescriptorPool?) { self.pool = pool }

    /// Reads up to the end of the reader's message and merges into `message`.
    mutating func decode(_ message: inout DynamicMessage, _ reader: inout Reader) throws(WireError) {
        let descriptor = message.descriptor
        while let tag = try reader.nextTag() {
            let number = Int(tag >> 3)
            if descriptor.isMessageSet, tag == MessageSetItem.startTag {
                try decodeItem(&message, &reader)
            } else if let field = field(number, of: descriptor) {
                try decodeField(&message, field, tag, &reader)
            } else {
                try reader.unknown(tag, &message.unknownFields)
            }
        }
    }

    func field(_ number: Int, of descriptor: MessageDescriptor) -> FieldDescriptor? {
        if let field = descriptor.field(number: number) { return field }
        guard let pool, descriptor.isExtensionNumber(number) else { return nil }
        return pool.extension(of: descriptor, number: number)
    }

    /// A field whose wire type is not the schema's is unknown, not wrong.
    private mutating func decodeField(
        _ message: inout DynamicMessage, _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) {
        let type = WireType(rawValue: tag & 7)
        if field.isMap {
            guard type == .lengthDelimited else { return try reader.unknown(tag, &message.unknownFields) }
            try located(field.name) { (self) throws(WireError) in try self.decodeEntry(&message, field, &reader) }
        } else if type == field.wireType {
            if field.isRepeated {
                try decodeElements(&message, field, tag, &reader)
            } else {
                try located(field.pathName) { (self) throws(WireError) in
                    try self.decodeSingle(&message, field, tag, &reader)
                }
            }
        } else if field.isRepeated, field.kind.isPackable, type == .lengthDelimited {
            try located(field.pathName) { (self) throws(WireError) in
                try self.decodePacked(&message, field, tag, &reader)
            }
        } else {
            try reader.unknown(tag, &message.unknownFields)
        }
    }

    private mutating func decodeSingle(
        _ message: inout DynamicMessage, _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) {
        if let type = field.messageType {
            try message.withMessage(field, type) { (nested) throws(WireError) in
                try decodeNested(&nested, field, tag, &reader)
            }
        } else {
            let start = reader.placeOfTag
            let value = try readValue(field.kind, &reader)
            if field.accepts(value) {
                message.put(value, in: field)
            } else {
                try reader.keep(from: start, &message.unknownFields)
            }
        }
    }

    private mutating func decodeNested(
        _ nested: inout DynamicMessage, _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) {
        if field.isDelimited {
            try reader.group(tag) { (reader) throws(WireError) in try decode(&nested, &reader) }
        } else {
            try reader.nested { (reader) throws(WireError) in try decode(&nested, &reader) }
        }
    }

    /// One element and all that follow it at once.
    private mutating func decodeElements(
        _ message: inout DynamicMessage, _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) {
        var unknownFields = UnknownFields()
        swap(&unknownFields, &message.unknownFields)
        defer { swap(&unknownFields, &message.unknownFields) }
        try message.withList(field) { (values) throws(WireError) in
            repeat {
                try located(field.pathName, values.count) { (self) throws(WireError) in
                    try self.decodeElement(&values, field, tag, &reader, &unknownFields)
                }
            } while reader.isFollowed(by: tag)
        }
    }

    private mutating func decodeElement(
        _ values: inout [DynamicValue], _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader,
        _ unknownFields: inout UnknownFields
    ) throws(WireError) {
        try reader.chargeElements(MemoryLayout<DynamicValue>.stride)
        if let type = field.messageType {
            var nested = DynamicMessage(type)
            try decodeNested(&nested, field, tag, &reader)
            values.append(.message(nested))
        } else {
            let start = reader.placeOfTag
            let value = try readValue(field.kind, &reader)
            if field.accepts(value) {
                values.append(value)
            } else {
                try reader.keep(from: start, &unknownFields)
            }
        }
    }

    private mutating func decodePacked(
        _ message: inout DynamicMessage, _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) {
        let elements = try readPacked(field.kind, tag, &reader)
        message.withList(field) { values in
            for value in elements where field.accepts(value) { values.append(value) }
        }
        for case .enumNumber(let number) in elements where !field.accepts(.enumNumber(number)) {
            try reader.keep(number, number: field.number, &message.unknownFields)
        }
    }

    /// An entry whose value has no case in a closed enum is kept whole as an unknown field.
    private mutating func decodeEntry(
        _ message: inout DynamicMessage, _ field: FieldDescriptor, _ reader: inout Reader
    ) throws(WireError) {
        guard let keyField = field.mapKey, let valueField = field.mapValue else { return }
        let start = reader.placeOfTag
        try reader.chargeElements(MemoryLayout<(DynamicMapKey, DynamicValue)>.stride)
        var key = keyField.emptyValue
        var value = valueField.emptyValue
        try reader.nested { (reader) throws(WireError) in
            while let tag = try reader.nextTag() {
                if tag == keyField.tag {
                    key = try readValue(keyField.kind, &reader)
                } else if tag == valueField.tag {
                    if case .message(var nested) = value {
                        value = .bool(false)
                        try reader.nested { (reader) throws(WireError) in try decode(&nested, &reader) }
                        value = .message(nested)
                    } else {
                        value = try readValue(valueField.kind, &reader)
                    }
                } else {
                    try reader.stepOver(tag)
                }
            }
        }
        if valueField.accepts(value), let key = DynamicMapKey(key) {
            message.setUnchecked(field, key: key, to: value)
        } else {
            try reader.keep(from: start, &message.unknownFields)
        }
    }

    private func readValue(_ kind: FieldKind, _ reader: inout Reader) throws(WireError) -> DynamicValue {
        switch kind {
        case .bool: .bool(try reader.read(.bool))
        case .int32: .int32(try reader.read(.int32))
        case .sint32: .int32(try reader.read(.sint32))
        case .sfixed32: .int32(try reader.read(.sfixed32))
        case .int64: .int64(try reader.read(.int64))
        case .sint64: .int64(try reader.read(.sint64))
        case .sfixed64: .int64(try reader.read(.sfixed64))
        case .uint32: .uint32(try reader.read(.uint32))
        case .fixed32: .uint32(try reader.read(.fixed32))
        case .uint64: .uint64(try reader.read(.uint64))
        case .fixed64: .uint64(try reader.read(.fixed64))
        case .float: .float(try reader.read(.float))
        case .double: .double(try reader.read(.double))
        case .string: .string(try reader.read(.string))
        case .bytes, .message: .bytes(try reader.read(.bytes))
        case .enum: .enumNumber(try reader.read(.int32))
        }
    }

    /// Notes where reading failed, on the way out.
    mutating func located(
        _ name: @autoclosure () -> String, _ index: Int? = nil,
        _ body: (inout DynamicDecoder) throws(WireError) -> Void
    ) throws(WireError) {
        do throws(WireError) {
            try body(&self)
        } catch {
            failedPath.append(index.map { "\(name())[\($0)]" } ?? name())
            throw error
        }
    }
}

extension FieldDescriptor {
    /// How a value is laid out that is not packed.
    var wireType: WireType {
        switch kind {
        case .double, .fixed64, .sfixed64: .fixed64
        case .float, .fixed32, .sfixed32: .fixed32
        case .string, .bytes: .lengthDelimited
        case .message: isDelimited ? .startGroup : .lengthDelimited
        default: .varint
        }
    }

    fileprivate var tag: UInt32 { UInt32(truncatingIfNeeded: number) << 3 | wireType.rawValue }

    /// What a key or value of a map is when the entry does not say.
    fileprivate var emptyValue: DynamicValue {
        messageType.map { .message(DynamicMessage($0)) } ?? defaultValue ?? .bool(false)
    }

    /// False for a number that a closed enum does not have.
    func accepts(_ value: DynamicValue) -> Bool {
        guard case .enumNumber(let number) = value, let enumType, enumType.isClosed else { return true }
        return enumType.value(number: number) != nil
    }

    /// How paths in errors name the field.
    var pathName: String { isExtension ? "[\(fullName)]" : name }
}
