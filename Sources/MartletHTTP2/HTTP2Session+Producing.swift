internal import CNghttp2
internal import Glibc

extension HTTP2Session {
    /// Writes frames into `region` until it is full or nothing is left, and returns how many bytes were written. Call
    /// it until it returns 0. A region may have any size above 0: a frame that doesn't fit goes on in the next one.
    ///
    /// DATA goes from the streams' queues into `region` with one copy. Events may follow: `writable`, `streamClosed`.
    public func produce(into region: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = region.baseAddress, !state.pointee.isLost else { return 0 }
        giveConnectionCredit()
        state.pointee.target = base
        state.pointee.room = region.count
        defer {
            state.pointee.target = nil
            state.pointee.room = 0
        }
        let overflow = min(state.pointee.overflow.count, region.count)
        if overflow > 0 {
            state.pointee.overflow.take(overflow, into: base, state.pointee.regions)
            state.pointee.target = base + overflow
            state.pointee.room &-= overflow
        }
        while state.pointee.room > 0 {
            if !state.pointee.overdueResets.isEmpty { submitOverdueResets() }
            var frame: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(nghttp2, &frame)
            if count > 0, let frame {
                state.pointee.emit(frame, count)
            } else if count == 0 {
                if state.pointee.overdueResets.isEmpty { break }
            } else {
                fail(HTTP2Error(nghttp2: count))
                break
            }
        }
        return region.count - state.pointee.room
    }

    /// Resets streams whose call is over although the peer's side is open. Not done in the callback that finds it out,
    /// because the peer's own end is often in the same bytes.
    private func submitOverdueResets() {
        let resets = state.pointee.overdueResets
        state.pointee.overdueResets.removeAll(keepingCapacity: true)
        for reset in resets {
            guard let data = nghttp2_session_get_stream_user_data(nghttp2, reset.id) else { continue }
            let core = data.assumingMemoryBound(to: StreamCore.self)
            if !core.pointee.isClosed { abandon(core, reset.code) }
        }
    }
}

extension SessionState {
    /// Appends bytes to the region; what doesn't fit waits for the next one.
    @inline(__always)
    mutating func emit(_ bytes: UnsafeRawPointer, _ count: Int) {
        let fitting = min(count, room)
        if let target, fitting > 0 {
            memcpy(target, bytes, fitting)
            self.target = target + fitting
            room &-= fitting
        }
        if fitting < count { keep(bytes + fitting, count &- fitting) }
    }

    /// Moves bytes of a stream's queue to the region; what doesn't fit waits for the next one.
    @inline(__always)
    mutating func emit(_ count: Int, from core: UnsafeMutablePointer<StreamCore>) {
        let fitting = min(count, room)
        if let target, fitting > 0 {
            core.pointee.outbound.take(fitting, into: target, regions)
            self.target = target + fitting
            room &-= fitting
        }
        if fitting < count {
            let rest = count &- fitting
            let place = overflow.reserve(rest, from: regions)
            core.pointee.outbound.take(rest, into: place, regions)
            overflow.commit(rest)
        }
    }

    @inline(never)
    private mutating func keep(_ bytes: UnsafeRawPointer, _ count: Int) {
        memcpy(overflow.reserve(count, from: regions), bytes, count)
        overflow.commit(count)
    }
}
