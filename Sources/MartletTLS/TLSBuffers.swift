import COpenSSL

/// Output buffers that the sessions of one loop share: a session holds one only while it has something to send, and an
/// idle one holds none. Loop-confined, like the sessions.
public final class TLSBuffers {
    let pointer: UnsafeMutablePointer<martlet_buffers>

    /// An empty set; it keeps at most 16 buffers of 68 KiB.
    public init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: martlet_buffers())
    }

    deinit {
        while pointer.pointee.count > 0 { free(martlet_take_buffer(pointer)) }
        pointer.deallocate()
    }
}
