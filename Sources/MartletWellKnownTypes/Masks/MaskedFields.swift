internal import MartletProtobuf

/// The part of a message that a mask names, or what is left without it, as bytes.
///
/// It reads and writes through the interface of generated code, as a message whose fields the mask decides on: that
/// works for every message type, and leaves nothing to go wrong with bounds.
struct MaskedFields: Message {
    private var parts: [UInt32: MaskNode.Part] = [:]
    private var schema: Schema?
    private var removal: Removal?
    /// Sub-messages that the mask reaches into, by number.
    private var nested: [UInt32: MaskedFields] = [:]
    /// All else that stays, as it was read.
    var unknownFields = UnknownFields()

    init() {}

    /// What the mask names.
    init(keeping node: MaskNode, of type: any Message.Type) {
        schema = Schema(type)
        parts = node.parts(type._pbFields)
    }

    /// What a message keeps when the fields that `source` holds are to be merged into it.
    init(removing node: MaskNode, of type: any Message.Type, for source: MaskedFields, _ options: FieldMask.Merging) {
        self.init(keeping: node, of: type)
        removal = Removal(source: source.nested, options: options)
    }

    static var messageName: String { "" }
    static let _pbFields: [FieldInfo] = []

    mutating func _pbDecode(_ reader: inout Reader) throws(WireError) {
        while let tag = try reader.nextTag() {
            let number = tag >> 3
            switch parts[number] {
            case .inside(let node)? where isEntered(number, tag):
                try enter(node, tag, &reader)
            case let part:
                if keeps(number, part) {
                    try reader.unknown(tag, &unknownFields)
                } else {
                    var dropped = UnknownFields()
                    try reader.unknown(tag, &dropped)
                }
            }
        }
    }

    /// Whether to look into a sub-message: the mask reaches into it, and so does what is merged.
    private func isEntered(_ number: UInt32, _ tag: UInt32) -> Bool {
        guard let wireType = WireType(rawValue: tag & 7) else { return false }
        let isMessage = wireType == .lengthDelimited || wireType == .startGroup
        return isMessage && (removal.map { $0.source[number] != nil } ?? true)
    }

    private mutating func enter(_ node: MaskNode, _ tag: UInt32, _ reader: inout Reader) throws(WireError) {
        let number = tag >> 3
        guard let type = schema?.field(number)?.messageType else { return try reader.unknown(tag, &unknownFields) }
        var inner = nested.removeValue(forKey: number) ?? MaskedFields(keeping: node, of: type)
        if let removal, let source = removal.source[number] {
            inner.removal = Removal(source: source.nested, options: removal.options)
        }
        if tag & 7 == WireType.startGroup.rawValue {
            inner.schema?.isGroup = true
            try reader.group(&inner, tag)
        } else {
            try reader.message(&inner)
        }
        nested[number] = inner
    }

    private func keeps(_ number: UInt32, _ part: MaskNode.Part?) -> Bool {
        guard let removal else { return part == .whole }
        guard part == .whole, let field = schema?.field(number) else { return true }
        if field.isMultiple { return !removal.options.replacesRepeated }
        return field.messageType != nil && !removal.options.replacesMessages
    }

    func _pbWrite(_ writer: inout Writer) {
        writer.unknown(unknownFields)
        for (number, message) in nested {
            if message.schema?.isGroup == true {
                writer.group(Int(number), message)
            } else {
                writer.message(Int(number), message)
            }
        }
    }

    /// The message type whose fields are read.
    private struct Schema: Hashable, Sendable {
        let type: any Message.Type
        var isGroup = false

        init(_ type: any Message.Type) { self.type = type }

        func field(_ number: UInt32) -> FieldInfo? {
            type._pbFields.first { $0.number == Int32(truncatingIfNeeded: number) }
        }

        static func == (first: Schema, second: Schema) -> Bool {
            ObjectIdentifier(first.type) == ObjectIdentifier(second.type) && first.isGroup == second.isGroup
        }

        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(type)) }
    }

    /// What makes room for a merge.
    private struct Removal: Hashable, Sendable {
        /// Sub-messages of the source, by number.
        let source: [UInt32: MaskedFields]
        let options: FieldMask.Merging
    }
}

extension FieldInfo {
    /// Whether the field holds any number of values.
    fileprivate var isMultiple: Bool {
        if case .map = type { return true }
        return isRepeated
    }
}
