import MartletEventLoop

/// What is going to happen, by virtual time; what happens at the same instant is in an order of chance.
struct Agenda {
    private struct Entry {
        let time: MonotonicTime
        let turn: UInt64
        let body: () -> Void

        func precedes(_ other: Entry) -> Bool { (time, turn) < (other.time, other.turn) }
    }

    private var heap: [Entry] = []
    private var random: SeededRandom

    init(_ random: SeededRandom) { self.random = random }

    var earliest: MonotonicTime? { heap.first?.time }

    mutating func add(_ time: MonotonicTime, _ body: @escaping () -> Void) {
        heap.append(Entry(time: time, turn: random.next(), body: body))
        var place = heap.count - 1
        while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popDue(_ now: MonotonicTime) -> (() -> Void)? {
        guard let first = heap.first, first.time <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.body
    }

    private mutating func sink() {
        var place = 0
        while true {
            let left = place * 2 + 1
            guard left < heap.count else { return }
            let least = left + 1 < heap.count && heap[left + 1].precedes(heap[left]) ? left + 1 : left
            guard heap[least].precedes(heap[place]) else { return }
            heap.swapAt(least, place)
            place = least
        }
    }
}
