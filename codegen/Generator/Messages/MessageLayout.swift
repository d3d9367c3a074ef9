internal import MartletSchema

/// Decides which sub-messages lie inside their parent and which in a box of their own.
///
/// Inside is faster to decode and encode; but a struct cannot contain itself, and every copy of a message copies
/// all that lies inside. The limits are a judgement between measurements, not an optimum.
struct MessageLayout {
    /// A sub-message larger than this is boxed.
    static let largestInline = 128
    /// So is one that would make its parent larger than this.
    static let largestParent = 512

    /// Bytes of each message's struct, about, by full name.
    private var sizes: [String: Int] = [:]
    /// Full names of the fields that need a box.
    private var boxed: Set<String> = []

    init(schema: Schema) {
        for group in MessageCycles(schema).groups {
            for message in group.compactMap(schema.message) { choose(message, in: Set(group)) }
            for message in group.compactMap(schema.message) { sizes[message.fullName] = size(of: message) }
        }
    }

    func isBoxed(_ field: FieldSchema) -> Bool { boxed.contains(field.fullName) }

    /// What lies inside a message of another group has its size by now.
    private mutating func choose(_ message: MessageSchema, in group: Set<String>) {
        var size = Self.header
        for field in message.fieldsByNumber {
            guard let type = field.inlineMessage else {
                if field.oneof == nil { size += inlineSize(field) }
                continue
            }
            let inner = group.contains(type) ? Self.largestParent : sizes[type, default: 8]
            let isTooLarge = field.oneof == nil && size + inner > Self.largestParent
            if inner > Self.largestInline || isTooLarge { boxed.insert(field.fullName) }
            if field.oneof == nil { size += inlineSize(field) }
        }
    }

    /// What the fields take, each rounded up to a word where that is due.
    private func size(of message: MessageSchema) -> Int {
        var size = Self.header
        for field in message.fields where field.oneof == nil { size += inlineSize(field) }
        for oneof in message.oneofs {
            size += (message.fields(of: oneof).map(inlineSize).max() ?? 0) + 8
        }
        return size
    }

    private func inlineSize(_ field: FieldSchema) -> Int {
        guard case .singular(let presence) = field.cardinality else { return 8 }
        switch field.type {
        case .message(let name): return isBoxed(field) ? 8 : sizes[name, default: 8]
        case .string: return 16
        case .bool: return presence == .implicit ? 1 : 2
        case .int32, .uint32, .sint32, .fixed32, .sfixed32, .float, .enumeration:
            return presence == .implicit ? 4 : 8
        case .bytes: return 8
        default: return presence == .implicit ? 8 : 16
        }
    }

    /// The word that holds unknown fields.
    private static let header = 8
}

extension MessageSchema {
    var fieldsByNumber: [FieldSchema] { fields.sorted { $0.number < $1.number } }
}

extension FieldSchema {
    /// The type of a sub-message that is no element of an array or map.
    var inlineMessage: String? {
        guard case .singular = cardinality, case .message(let name) = type else { return nil }
        return name
    }
}
