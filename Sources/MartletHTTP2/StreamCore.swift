/// The state of one stream. nghttp2 keeps the pointer to it as the stream's user data.
struct StreamCore {
    /// The object that callers see. The session's list of open streams holds it (+1).
    var object: Unmanaged<HTTP2Stream>?
    var id: Int32 = 0
    var owner: AnyObject?
    var outbound = OutboundQueue()
    /// What left it as DATA.
    var framedBytes = 0
    /// Sent when `outbound` is empty and `isFinished`.
    var trailers: HTTP2HeaderStorage?
    /// Delivered DATA bytes whose connection credit was not given back yet.
    var unconsumed = 0
    /// The same for the stream's credit.
    var unconsumedByStream = 0
    /// 1xx header blocks received.
    var informationalCount = 0

    /// The list of open streams.
    var next: UnsafeMutablePointer<StreamCore>?
    var previous: UnsafeMutablePointer<StreamCore>?

    var isClosed = false
    /// Closed by us before its time: what still waits in the event queue is skipped.
    var isAbandoned = false
    var isRemoteEnded = false
    var isLocalEnded = false
    /// The caller has written its last byte.
    var isFinished = false
    /// A response was submitted.
    var hasResponded = false
    /// nghttp2 waits for `resume_data`.
    var isDeferred = false
    var isRequestFramed = false
    /// Request headers on a server, final response headers on a client, have been recorded.
    var hasHeaders = false
    var neverProcessed = false
    var headerExcess: HTTP2HeaderExcess?
    var wantsWritableEvent = false

    /// Ready for the next stream; the object stays.
    mutating func reset(id: Int32) {
        let object = self.object
        self = StreamCore()
        self.object = object
        self.id = id
    }
}
