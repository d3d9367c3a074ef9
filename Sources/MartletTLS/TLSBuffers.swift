import COpenSSL

/// What the sessions of one loop share. Loop-confined, like the sessions.
///
/// Buffers for output: a session holds one only while it has something to send, and an idle one holds none.
///
/// And the right to keep OpenSSL's own buffers, one record each way (33 KiB together). OpenSSL makes them for each
/// record and frees them behind it, so that an idle session holds none; those that are used again and again keep them,
/// which spares a call four trips to the allocator. Only a few may, however many sessions there are.
public final class TLSBuffers {
    /// How many sessions keep OpenSSL's buffers at most: 1 MiB for each loop.
    static let mostKeepers = 32

    let pointer: UnsafeMutablePointer<martlet_buffers>
    private let keepers: UnsafeMutablePointer<Unmanaged<TLSSession>?>
    /// Whose place is looked at next.
    private var hand = 0

    /// An empty set; it keeps at most 16 buffers of 68 KiB.
    public init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: martlet_buffers())
        keepers = .allocate(capacity: Self.mostKeepers)
        keepers.initialize(repeating: nil, count: Self.mostKeepers)
    }

    deinit {
        while pointer.pointee.count > 0 { free(martlet_take_buffer(pointer)) }
        pointer.deallocate()
        keepers.deallocate()
    }

    /// Lets `session` keep OpenSSL's buffers if the place that is looked at is free, or its holder was not used since
    /// it was looked at last.
    func offerPlace(to session: TLSSession) {
        let place = hand
        hand = (hand + 1) % Self.mostKeepers
        if let holder = keepers[place] {
            let isUsed = holder._withUnsafeGuaranteedRef { $0.loseRecordBuffersUnlessUsed() }
            if isUsed { return }
        }
        keepers[place] = Unmanaged.passUnretained(session)
        session.keepRecordBuffers(at: place)
    }

    /// The session that holds `place` ends.
    func freePlace(_ place: Int) { keepers[place] = nil }
}
