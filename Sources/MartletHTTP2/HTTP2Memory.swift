internal import CNghttp2
internal import Glibc

/// The memory that the sessions of one loop share: nghttp2's small blocks, outbound buffers and stream objects are
/// kept in free lists, because a call needs the same few again and again. Confined to its loop, as its sessions are.
public final class HTTP2Memory {
    /// Bytes that the free lists of small blocks, and those of outbound buffers, keep at most.
    static let cacheLimit = 4 * 1024 * 1024

    let blocks: UnsafeMutablePointer<BlockCache>
    let regions: UnsafeMutablePointer<RegionCache>
    let callbacks: OpaquePointer
    let streams: UnsafeMutablePointer<StreamCache>

    public init() throws(HTTP2Error) {
        var callbacks: OpaquePointer?
        guard nghttp2_session_callbacks_new(&callbacks) == 0, let callbacks else {
            throw HTTP2Error(nghttp2: Int(NGHTTP2_ERR_NOMEM.rawValue))
        }
        installCallbacks(callbacks)
        self.callbacks = callbacks
        blocks = .allocate(capacity: 1)
        blocks.initialize(to: BlockCache())
        regions = .allocate(capacity: 1)
        regions.initialize(to: RegionCache())
        streams = .allocate(capacity: 1)
        streams.initialize(to: StreamCache())
    }

    deinit {
        streams.pointee.deallocate()
        streams.deallocate()
        nghttp2_session_callbacks_del(callbacks)
        blocks.pointee.deallocate()
        blocks.deallocate()
        regions.pointee.deallocate()
        regions.deinitialize(count: 1)
        regions.deallocate()
    }

    /// What the output takes that waits in all sessions.
    public var outboundBytes: Int { regions.pointee.lentBytes }

    /// Has `tell` called, once, when the output that waits takes more than `bytes`: in the middle of a write, so
    /// it must touch no session.
    public func watchOutbound(above bytes: Int, _ tell: @escaping () -> Void) {
        regions.pointee.watchedLevel = bytes
        regions.pointee.watcher = tell
    }

    /// nghttp2's view of `blocks`.
    func allocator() -> nghttp2_mem {
        nghttp2_mem(
            mem_user_data: blocks, malloc: allocateBlock, free: freeBlock, calloc: allocateZeroedBlock,
            realloc: reallocateBlock)
    }
}
