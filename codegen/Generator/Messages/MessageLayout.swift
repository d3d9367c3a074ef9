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

    let schema: Schema
    /// What is known already: without it a chain of sub-messages would take twice as long for each link.
    private let known = Known()

    init(schema: Schema) { self.schema = schema }

    /// Full names of the fields that need a box.
    func boxedFields(of message: MessageSchema) -> Set<String> {
        if let boxed = known.boxed[message.fullName] { return boxed }
        let boxed = findBoxedFields(of: message)
        known.boxed[message.fullName] = boxed
        return boxed
    }

    private func findBoxedFields(of message: MessageSchema) -> Set<String> {
        var boxed: Set<String> = []
        var size = Self.header
        for field in message.fieldsByNumber where field.oneof == nil {
            guard let type = field.inlineMessage else {
                size += inlineSize(field)
                continue
            }
            let inner = reaches(type, message.fullName) ? Int.max : self.size(of: type)
            if inner > Self.largestInline || size + inner > Self.largestParent {
                boxed.insert(field.fullName)
                size += 8
            } else {
                size += inner
            }
        }
        for field in message.fields where field.oneof != nil {
            guard let type = field.inlineMessage else { continue }
            if reaches(type, message.fullName) || self.size(of: type) > Self.largestInline {
                boxed.insert(field.fullName)
            }
        }
        return boxed
    }

    /// Bytes of the message's struct, about: what its fields take, each rounded up to a word where that is due.
    private func size(of fullName: String) -> Int {
        guard let message = schema.message(fullName) else { return 8 }
        if let size = known.sizes[fullName] { return size }
        let size = findSize(of: message)
        known.sizes[fullName] = size
        return size
    }

    private func findSize(of message: MessageSchema) -> Int {
        let boxed = boxedFields(of: message)
        var size = Self.header
        for field in message.fields where field.oneof == nil {
            size += boxed.contains(field.fullName) ? 8 : inlineSize(field)
        }
        for oneof in message.oneofs {
            let cases = message.fields(of: oneof).map { boxed.contains($0.fullName) ? 8 : inlineSize($0) }
            size += (cases.max() ?? 0) + 8
        }
        return size
    }

    private func inlineSize(_ field: FieldSchema) -> Int {
        guard case .singular(let presence) = field.cardinality else { return 8 }
        switch field.type {
        case .message(let name): return size(of: name)
        case .string: return 16
        case .bool: return presence == .implicit ? 1 : 2
        case .int32, .uint32, .sint32, .fixed32, .sfixed32, .float, .enumeration:
            return presence == .implicit ? 4 : 8
        case .bytes: return 8
        default: return presence == .implicit ? 8 : 16
        }
    }

    /// Whether a message of type `start` can lie, level by level, around one of type `target`.
    private func reaches(_ start: String, _ target: String) -> Bool {
        var seen: Set<String> = []
        var pending = [start]
        while let name = pending.popLast() {
            if name == target { return true }
            guard seen.insert(name).inserted, let message = schema.message(name) else { continue }
            pending += message.fields.compactMap(\.inlineMessage)
        }
        return false
    }

    /// The word that holds unknown fields.
    private static let header = 8

    /// By the full name of a message.
    private final class Known {
        var boxed: [String: Set<String>] = [:]
        var sizes: [String: Int] = [:]
    }
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
