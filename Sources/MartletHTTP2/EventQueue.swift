/// A recorded event: what `HTTP2Event` says, without a reference to count.
struct RecordedEvent {
    enum Kind: UInt8 {
        case headers, data, endStream, streamClosed, writable
        case settings, settingsAcknowledged, pingAcknowledged, ping, goAway
    }

    var kind: Kind
    var headerKind: HTTP2HeaderKind = .request
    var endStream = false
    var code: UInt32 = 0
    var stream: UnsafeMutablePointer<StreamCore>?
    /// DATA in the bytes given to `receive`.
    var bytes: UnsafeRawPointer?
    /// First header entry; offset of the debug data; the bits of a ping payload.
    var first = 0
    /// Number of header entries, of bytes.
    var count = 0
    var lastStreamID: Int32 = 0
}

/// A first-in first-out queue that starts from the front again whenever it has been emptied, and so never allocates in
/// the steady state.
struct EventQueue {
    private static let idleCapacity = 512

    private var events: UnsafeMutablePointer<RecordedEvent>?
    private var capacity = 0
    private var head = 0
    private var tail = 0
    /// Waiting events that point into memory which the next `receive` uses again.
    private(set) var borrowingCount = 0

    @inline(__always)
    mutating func push(_ event: RecordedEvent) {
        if tail == capacity { grow() }
        guard let events else { return }
        events[tail] = event
        tail &+= 1
        if event.kind == .headers || event.kind == .data || event.kind == .goAway { borrowingCount &+= 1 }
    }

    @inline(__always)
    mutating func pop() -> RecordedEvent? {
        guard head < tail, let events else { return nil }
        let event = events[head]
        head &+= 1
        if head == tail {
            head = 0
            tail = 0
            if capacity > Self.idleCapacity { deallocate() }
        }
        if event.kind == .headers || event.kind == .data || event.kind == .goAway { borrowingCount &-= 1 }
        return event
    }

    mutating func deallocate() {
        events?.deallocate()
        events = nil
        capacity = 0
    }

    @inline(never)
    private mutating func grow() {
        if head >= 32 && head >= tail / 2, let events {
            events.update(from: events + head, count: tail - head)
            tail -= head
            head = 0
            return
        }
        let larger = UnsafeMutablePointer<RecordedEvent>.allocate(capacity: max(32, capacity * 2))
        if let events { larger.update(from: events, count: tail) }
        events?.deallocate()
        events = larger
        capacity = max(32, capacity * 2)
    }
}
