import Synchronization

/// The latest greetings, for those who watch.
final class GuestBook: Sendable {
    struct Entry: Sendable {
        let name: String
        let greeting: String
    }

    /// A watcher that falls further behind misses greetings.
    private static let capacity = 64

    private struct State {
        /// The latest entries, oldest first.
        var entries: [Entry] = []
        /// How many entries were ever made.
        var total = 0
    }

    private let state = Mutex(State())

    func add(_ entry: Entry) {
        state.withLock { state in
            if state.entries.count == Self.capacity { state.entries.removeFirst() }
            state.entries.append(entry)
            state.total += 1
        }
    }

    /// Reads what is in the book now and what comes later, for one name or, when it is empty, for all.
    func reader(of name: String) -> Reader { Reader(book: self, name: name, position: 0) }

    struct Reader {
        fileprivate let book: GuestBook
        fileprivate let name: String
        /// How many entries it has seen or missed.
        fileprivate var position: Int

        /// The next entry, if there is one already.
        mutating func next() -> Entry? {
            let (name, position) = (name, position)
            let (found, seen) = book.state.withLock { state -> (Entry?, Int) in
                let first = state.total - state.entries.count
                var index = max(position - first, 0)
                while index < state.entries.count {
                    let entry = state.entries[index]
                    index += 1
                    if name.isEmpty || entry.name == name { return (entry, first + index) }
                }
                return (nil, state.total)
            }
            self.position = seen
            return found
        }
    }
}
