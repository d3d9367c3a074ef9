/// One stream of a session. Confined to the session's loop.
///
/// The session holds it until ``HTTP2Event/streamClosed(_:_:)`` has been handled, and may use the object again for a
/// later stream once nobody else holds it: whoever looks at a stream after that must hold it strongly.
public final class HTTP2Stream {
    /// The state, behind a pointer so that neither nghttp2's callbacks nor the caller pay exclusivity checks.
    let core: UnsafeMutablePointer<StreamCore>

    init() {
        core = .allocate(capacity: 1)
        core.initialize(to: StreamCore())
        core.pointee.object = Unmanaged.passUnretained(self)
    }

    deinit {
        core.deinitialize(count: 1)
        core.deallocate()
    }

    /// The stream identifier (RFC 9113 section 5.1.1).
    public var id: Int32 { core.pointee.id }

    /// Whatever the caller ties to the stream: the call. Held strongly until the stream has been closed.
    public var owner: AnyObject? {
        get { core.pointee.owner }
        set { core.pointee.owner = newValue }
    }

    /// The owner without a reference of one's own: for use while nothing can close the stream.
    public var unretainedOwner: Unmanaged<AnyObject>? {
        guard let owner = core.pointee.owner else { return nil }
        return Unmanaged.passUnretained(owner)
    }

    /// The owner, which the stream lets go of.
    public func takeOwner() -> AnyObject? { core.pointee.owner.take() }

    /// Outbound bytes that are not framed yet.
    public var bufferedByteCount: Int { core.pointee.outbound.count }

    /// Outbound bytes that have been framed since the stream began.
    public var framedByteCount: Int { core.pointee.framedBytes }

    /// No frame comes or goes any more; output is dropped.
    public var isClosed: Bool { core.pointee.isClosed }

    /// The peer has ended its side. Events from before may still wait in the session.
    public var isRemoteEnded: Bool { core.pointee.isRemoteEnded }

    /// END_STREAM has been framed on our side.
    public var isLocalEnded: Bool { core.pointee.isLocalEnded }

    /// Client: the request's HEADERS have been framed. Until then the request can be sent elsewhere unseen.
    public var isRequestFramed: Bool { core.pointee.isRequestFramed }

    /// Client, once closed: the peer has surely done nothing for this request, so that it may be sent again. True when
    /// it never left, lay above the last stream of a GOAWAY, or was refused before any response headers.
    public var neverProcessed: Bool { core.pointee.neverProcessed }

    /// What the peer sent too much of in headers, for which we reset the stream.
    public var headerExcess: HTTP2HeaderExcess? { core.pointee.headerExcess }

    /// Ask for one ``HTTP2Event/writable(_:)`` when ``bufferedByteCount`` falls below the low-water mark. Set it while
    /// the count is at or above that mark; it clears itself when the event is recorded.
    public var wantsWritableEvent: Bool {
        get { core.pointee.wantsWritableEvent }
        set { core.pointee.wantsWritableEvent = newValue }
    }
}
