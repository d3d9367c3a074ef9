import COpenSSL

extension TLSSession {
    /// Fills `region` with what the received bytes hold. `.bytes` until nothing is left, then the reason why.
    public func read(into region: UnsafeMutableRawBufferPointer) -> TLSRead {
        if isBroken, let failure { return .failed(failure) }
        guard isComplete else { return .failed(TLSError(.handshake, "the handshake is not complete")) }
        if wire.pointee.input_count > 0 { noteUse() }
        var total = 0
        while total < region.count {
            if isDrained { return total > 0 ? .bytes(total) : .needsInput }
            var count = 0
            let room = UnsafeMutableRawBufferPointer(rebasing: region[total...])
            if SSL_read_ex(ssl, room.baseAddress, room.count, &count) == 1 {
                total += count
                creditKeyUpdates(for: count)
                continue
            }
            // What stops the reading now will stop it again, so it can be told after the bytes.
            if let stop = stopReason() { return total > 0 ? .bytes(total) : stop }
        }
        return .bytes(total)
    }

    /// Nothing is left to open, and OpenSSL need not be asked (2,000 instructions) to say so. That the peer has closed,
    /// or does too often what is not data, it does tell.
    private var isDrained: Bool {
        wire.pointee.input_count == 0 && SSL_has_pending(ssl) == 0 && !isPeerClosed
            && wire.pointee.key_updates <= KeyUpdateAllowance.atOnce
            && wire.pointee.tickets <= KeyUpdateAllowance.ticketsAtOnce
    }

    /// Why OpenSSL gave no data; nil when it only handled a message of its own and wants to be asked again.
    ///
    /// `SSL_get_error` takes any entry of this thread's queue for the reason, so that the queue would have to be looked
    /// at before each record (200 instructions). The session itself knows as well.
    private func stopReason() -> TLSRead? {
        if SSL_want(ssl) == SSL_READING {
            if wire.pointee.key_updates > KeyUpdateAllowance.atOnce {
                return .failed(fail(TLSError(.protocolViolation, "the peer changes keys too often")))
            }
            if wire.pointee.tickets > KeyUpdateAllowance.ticketsAtOnce {
                return .failed(fail(TLSError(.protocolViolation, "the server sends too many session tickets")))
            }
            return wire.pointee.input_count == 0 ? .needsInput : nil
        }
        // A fatal alert counts as the peer's end too, but breaks the session.
        if isPeerClosed, SSL_in_init(ssl) == 0 {
            wire.pointee.input_count = 0
            return .closed
        }
        let reason = ErrorQueue.drain().reason(or: "the peer broke the protocol")
        return .failed(fail(TLSError(.protocolViolation, reason)))
    }

    private func creditKeyUpdates(for count: Int) {
        let paid = progress.note(bytes: count)
        wire.pointee.key_updates -= min(paid, wire.pointee.key_updates)
        wire.pointee.tickets -= min(paid, wire.pointee.tickets)
    }

    /// Seals `plaintext` in records of at most 16 KiB and appends them to `output`. Nil: all of it.
    public func write(_ plaintext: UnsafeRawBufferPointer) -> TLSError? {
        if isBroken { return failure }
        guard isComplete else { return TLSError(.handshake, "the handshake is not complete") }
        guard SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else {
            return TLSError(.closed, "this side has been closed")
        }
        if plaintext.isEmpty { return nil }
        noteUse()
        // The wire takes all, so a failure is final: what stood in the queue before could only add to its words.
        var count = 0
        if SSL_write_ex(ssl, plaintext.baseAddress, plaintext.count, &count) == 1 { return nil }
        return fail(TLSError(.protocolViolation, ErrorQueue.drain().reason(or: "OpenSSL seals nothing more")))
    }

    /// Tells the peer, in `output`, that nothing more comes (close_notify). Reading goes on. Before the handshake is
    /// complete, or after a failure, there is nothing to say and nothing happens.
    public func closeNotify() {
        guard isComplete, failure == nil, SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
        ErrorQueue.clear()
        // Its result says whether the peer has closed too; `read` tells that.
        SSL_shutdown(ssl)
        ErrorQueue.clear()
    }

    /// To be asked when the network says that the stream has ended: nil if the peer had closed in order, else the error
    /// that makes the difference between an end and a cut (RFC 8446 section 6.1).
    public func endOfStream() -> TLSError? {
        if let failure { return failure }
        if isPeerClosed { return nil }
        let reason =
            isComplete
            ? "the stream ended without close_notify: bytes may be missing"
            : "the peer closed the connection during the handshake"
        return fail(TLSError(isComplete ? .truncated : .handshake, reason))
    }
}
