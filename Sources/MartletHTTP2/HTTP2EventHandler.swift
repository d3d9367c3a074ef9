/// Whoever is told what happened on a connection, one thing after the other, in the order in which it happened.
///
/// The methods get what ``HTTP2Event`` holds. A stream is kept by the session while its method runs, so that none of
/// them costs a reference count.
public protocol HTTP2EventHandler: AnyObject {
    func headersReceived(
        _ headers: HTTP2HeaderList, of stream: HTTP2Stream, kind: HTTP2HeaderKind, endStream: Bool)
    func dataReceived(_ bytes: UnsafeRawBufferPointer, of stream: HTTP2Stream)
    func endStreamReceived(of stream: HTTP2Stream)
    func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode)
    func streamBecameWritable(_ stream: HTTP2Stream)
    /// Any other event: one that concerns no stream.
    func connectionEvent(_ event: HTTP2Event)
}

/// Makes an `HTTP2Event` of what it is told.
final class EventCollector: HTTP2EventHandler {
    private(set) var event: HTTP2Event?

    func headersReceived(
        _ headers: HTTP2HeaderList, of stream: HTTP2Stream, kind: HTTP2HeaderKind, endStream: Bool
    ) {
        event = .headers(stream, headers, kind: kind, endStream: endStream)
    }

    func dataReceived(_ bytes: UnsafeRawBufferPointer, of stream: HTTP2Stream) { event = .data(stream, bytes) }
    func endStreamReceived(of stream: HTTP2Stream) { event = .endStream(stream) }
    func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) { event = .streamClosed(stream, code) }
    func streamBecameWritable(_ stream: HTTP2Stream) { event = .writable(stream) }
    func connectionEvent(_ event: HTTP2Event) { self.event = event }
}
