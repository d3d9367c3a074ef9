/// The network as a connection sees it: a socket, or a simulated one. It never blocks.
public protocol ByteStream: AnyObject {
    /// Reads what is there, up to the region's size.
    func read(into region: UnsafeMutableRawBufferPointer) -> IOResult
    /// Writes what there is room for; the count may be smaller than asked. A stream that the peer has closed gives an
    /// error, never a signal.
    func write(_ bytes: UnsafeRawBufferPointer) -> IOResult
    /// Tells the peer that nothing more comes; reading goes on.
    func shutdownWrite()
    /// Gives the stream up at once; calling it again does nothing.
    func close()
    /// What to register with the loop; nil once closed.
    var descriptor: Int32? { get }
}

/// How a read or a write ended.
public enum IOResult: Hashable, Sendable {
    /// So many bytes were moved.
    case bytes(Int)
    /// Nothing can be moved now; readiness will be reported.
    case wouldBlock
    /// The peer has said all it wanted to say.
    case endOfStream
    /// The stream is broken.
    case failed(SystemError)
}
