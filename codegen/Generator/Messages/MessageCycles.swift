internal import MartletSchema

/// The messages of a schema in groups: two are in one group when each can lie, level by level, inside the other.
///
/// Tarjan's strongly connected components, with a stack of its own: how deep a schema goes, its authors decide.
struct MessageCycles {
    /// Full names. A group comes after those whose messages lie inside its own.
    private(set) var groups: [[String]] = []

    private let schema: Schema
    private var order: [String: Int] = [:]
    /// The earliest message, in `order`, that is still open and can be reached.
    private var earliest: [String: Int] = [:]
    private var open: [String] = []
    private var isOpen: Set<String> = []

    init(_ schema: Schema) {
        self.schema = schema
        for message in schema.files.flatMap(\.allMessages) where order[message.fullName] == nil {
            visit(message.fullName)
        }
    }

    private mutating func visit(_ first: String) {
        var way = [enter(first)]
        while let (name, inside, next) = way.last {
            if next < inside.count {
                way[way.count - 1].next += 1
                if order[inside[next]] == nil {
                    way.append(enter(inside[next]))
                } else if isOpen.contains(inside[next]) {
                    reach(order[inside[next], default: 0], from: name)
                }
                continue
            }
            way.removeLast()
            if let outer = way.last?.name { reach(earliest[name, default: 0], from: outer) }
            if earliest[name] == order[name] { close(name) }
        }
    }

    private mutating func enter(_ name: String) -> (name: String, inside: [String], next: Int) {
        order[name] = order.count
        earliest[name] = order[name]
        open.append(name)
        isOpen.insert(name)
        return (name, schema.message(name)?.fields.compactMap(\.inlineMessage) ?? [], 0)
    }

    private mutating func reach(_ place: Int, from name: String) {
        earliest[name] = min(earliest[name, default: place], place)
    }

    private mutating func close(_ name: String) {
        var group: [String] = []
        while let member = open.popLast() {
            isOpen.remove(member)
            group.append(member)
            if member == name { break }
        }
        groups.append(group)
    }
}
