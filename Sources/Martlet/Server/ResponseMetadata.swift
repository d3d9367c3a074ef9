import Synchronization

/// What a handler wants to send beside its messages. It may add to it from any thread.
struct ResponseMetadata: ~Copyable, Sendable {
    struct Content {
        var headers = Metadata()
        var trailers = Metadata()
        var compression: ResponseCompression?
    }

    private let stored = Mutex(Content())
    /// Whether anything was ever added: most calls need no lock to learn that nothing was.
    private let isUsed = Atomic(false)

    var isEmpty: Bool { !isUsed.load(ordering: .acquiring) }

    /// `nil` when nothing was added.
    var content: Content? { isUsed.load(ordering: .acquiring) ? stored.withLock { $0 } : nil }

    func addHeaders(_ metadata: Metadata) { change { $0.headers.add(contentsOf: metadata) } }
    func addTrailers(_ metadata: Metadata) { change { $0.trailers.add(contentsOf: metadata) } }

    func setCompression(_ choice: ResponseCompression) { change { $0.compression = choice } }

    private borrowing func change(_ body: (inout Content) -> Void) {
        stored.withLock { body(&$0) }
        isUsed.store(true, ordering: .releasing)
    }
}
