internal import CNghttp2

/// What nghttp2's callbacks read and write. They get a pointer to it as the session's user data, so that a callback
/// costs neither a reference count nor an exclusivity check. All accesses are short: none spans a call of nghttp2.
struct SessionState {
    let isServer: Bool
    let maxHeaderListSize: Int
    /// Of the latest header block, as it came: compressed, padding included.
    var headerBlockBytes = 0
    /// The stream of the latest block that was found malformed; what follows of it is decoded all the same.
    private(set) var malformedBlockStream: UInt32 = 0
    let maxHeaderFields: Int
    let maxInformationalHeaders: Int
    let lowWaterMark: Int
    /// Frames that may wait unsent.
    let maxOutboundQueueSize: Int
    /// The window of a stream that the peer was told last.
    var streamWindow: Int32
    let regions: UnsafeMutablePointer<RegionCache>
    let streams: UnsafeMutablePointer<StreamCache>

    var events = EventQueue()
    var headers = HeaderArena()
    var counters = HTTP2Counters()

    /// Head of the list of open streams.
    var openStreams: UnsafeMutablePointer<StreamCore>?
    var openCount = 0
    /// The stream of the last frame received, which is most often the one of the next callback too.
    var recent: UnsafeMutablePointer<StreamCore>?
    /// The stream whose `streamClosed` the caller is handling, with the reference that the list of open streams held.
    var lastClosed: UnsafeMutablePointer<StreamCore>?

    /// Nothing more can be received.
    var hasFailed = false
    /// The transport is gone: nothing more can be produced either.
    var isLost = false

    /// Where `produce` writes.
    var target: UnsafeMutableRawPointer?
    var room = 0
    /// The part of a frame that did not fit.
    var overflow = OutboundQueue()

    /// DATA bytes that were consumed, or that nobody will consume: their credit goes back before frames are produced.
    var connectionCredit = 0
    /// DATA bytes told by nghttp2 less the credit given back to it: zero when nothing of them waits for anybody.
    var connectionDebt = 0
    /// Streams that a callback found to need RST_STREAM: most often because the call is over and the peer may stop
    /// sending (NO_ERROR, RFC 9113 section 8.1).
    var overdueResets: [(id: Int32, code: HTTP2ErrorCode)] = []
    /// A header list so many times as large as ``maxHeaderListSize`` is no mistake any more.
    static let headerListsAbsurd = 16
    var sawAbsurdHeaders = false
    /// The peer said GOAWAY during this `receive`.
    var sawGoAway = false
    var watch: FrameWatch
    /// Rules broken by the bytes of this `receive` that nghttp2 does not look for.
    var violations: [SilentViolation] = []
    /// The last stream that a GOAWAY of ours lets live.
    var lastAdmitted = Int32.max
    /// The code of the last GOAWAY sent.
    var sentGoAway: UInt32?
    /// nghttp2's word for the last rule that the peer broke.
    var lastViolation: Int32 = 0

    init(role: HTTP2Role, configuration: HTTP2Configuration, memory: HTTP2Memory) {
        isServer = role == .server
        maxHeaderListSize = configuration.maxHeaderListSize
        maxHeaderFields = configuration.maxHeaderFields
        maxInformationalHeaders = configuration.maxInformationalHeaders
        lowWaterMark = configuration.lowWaterMark
        // Requests of our own that wait for their turn are no fault of the peer.
        maxOutboundQueueSize =
            role == .client ? .max : configuration.maxOutboundQueueSize + 2 * Int(configuration.maxConcurrentStreams)
        streamWindow = Int32(clamping: configuration.initialWindowSize)
        watch = FrameWatch(role: role)
        regions = memory.regions
        streams = memory.streams
    }

    /// A new stream on the list of open ones.
    mutating func open(id: Int32) -> UnsafeMutablePointer<StreamCore> {
        let core = streams.pointee.take()
        core.pointee.reset(id: id)
        core.pointee.next = openStreams
        openStreams?.pointee.previous = core
        openStreams = core
        openCount &+= 1
        counters.streamsOpened &+= 1
        return core
    }

    /// Takes a stream off the list, drops its output and records its end. The list's reference goes to the event.
    mutating func close(_ core: UnsafeMutablePointer<StreamCore>, _ code: HTTP2ErrorCode) {
        if let previous = core.pointee.previous {
            previous.pointee.next = core.pointee.next
        } else {
            openStreams = core.pointee.next
        }
        core.pointee.next?.pointee.previous = core.pointee.previous
        core.pointee.next = nil
        core.pointee.previous = nil
        openCount &-= 1
        if recent == core { recent = nil }
        core.pointee.outbound.release(to: regions)
        core.pointee.trailers = nil
        core.pointee.isClosed = true
        if !isServer {
            core.pointee.neverProcessed =
                !core.pointee.isRequestFramed || (code == .refusedStream && !core.pointee.hasHeaders)
        }
        if code == .noError { counters.streamsCompleted &+= 1 }
        events.push(RecordedEvent(kind: .streamClosed, code: code.rawValue, stream: core))
    }

    /// A header block broke a rule. `head` is that of its HEADERS; CONTINUATION that follows is counted as it comes.
    mutating func noteMalformedBlock(_ head: nghttp2_frame_hd) {
        counters.malformedHeaderBytes &+= head.length
        malformedBlockStream = UInt32(bitPattern: head.stream_id)
    }

    /// Undoes `open` for a stream that nghttp2 did not take.
    mutating func discard(_ core: UnsafeMutablePointer<StreamCore>) {
        openStreams = core.pointee.next
        openStreams?.pointee.previous = nil
        openCount &-= 1
        counters.streamsOpened &-= 1
        core.pointee.owner = nil
        core.pointee.object?.release()
    }
}
