/// A JSON text that has been read: its values in the order of the text, as a flat list in which a container knows
/// where its content ends.
///
/// The list makes it possible to look ahead, for the `@type` of an `Any`, without reading anything twice, and to
/// check a text of any depth without recursion. An object's node is followed by a key, its value, the next key, and
/// so on; an array's by its elements. A container's `next` passes all of that over.
struct JSONDocument {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    /// Reads the whole text, which must be one value of JSON as RFC 8259 has it, without duplicate keys.
    init(_ bytes: [UInt8], nestingLimit: Int, valueLimit: Int) throws(JSONLocatedFailure) {
        var scanner = JSONScanner(bytes, nestingLimit: nestingLimit, valueLimit: valueLimit)
        do throws(JSONFailure) {
            try scanner.scan()
            self.init(bytes: bytes, nodes: scanner.nodes)
            try checkKeys()
        } catch {
            let partial = JSONDocument(bytes: bytes, nodes: scanner.nodesToFailure)
            throw JSONLocatedFailure(error, in: partial)
        }
    }

    private init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// Index of the outermost value.
    static let root = 0

    subscript(index: Int) -> JSONNode { nodes[index] }

    func kind(_ index: Int) -> JSONNode.Kind { nodes[index].kind }

    /// Index of what follows the value and all inside it.
    func next(_ index: Int) -> Int { Int(nodes[index].next) }

    /// Index of the value that belongs to a key.
    func value(ofKey index: Int) -> Int { index + 1 }

    /// The keys of an object, or the elements of an array.
    func children(of index: Int) -> JSONChildren {
        JSONChildren(
            nodes: nodes, from: index + 1, to: next(index), isObject: nodes[index].kind == .object)
    }

    /// The text of a string, escapes resolved.
    func string(_ index: Int) -> String {
        let node = nodes[index]
        guard node.isEscaped else { return String(decoding: bytes[node.range], as: UTF8.self) }
        return String(decoding: unescapedJSON(bytes[node.range]), as: UTF8.self)
    }

    /// The UTF-8 of a string, escapes resolved; the bytes of another value as they stand.
    func content(_ index: Int) -> ArraySlice<UInt8> {
        let node = nodes[index]
        return node.isEscaped ? unescapedJSON(bytes[node.range])[...] : bytes[node.range]
    }
}

/// Walks along the keys of an object or the elements of an array.
struct JSONChildren: Sequence, IteratorProtocol {
    private let nodes: [JSONNode]
    private var position: Int
    private let end: Int
    private let isObject: Bool

    init(nodes: [JSONNode], from start: Int, to end: Int, isObject: Bool) {
        self.nodes = nodes
        position = start
        self.end = end
        self.isObject = isObject
    }

    /// Index of the next key or element.
    mutating func next() -> Int? {
        guard position < end else { return nil }
        let child = position
        // A key is passed over together with its value, which may be missing only where reading has failed.
        position = isObject && child + 1 < end ? Int(nodes[child + 1].next) : Int(nodes[child].next)
        return child
    }
}
