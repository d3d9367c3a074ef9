import MartletHTTP2

/// What a connection holds in memory.
extension Connection {
    /// Messages that arrive or wait for their readers, and output that waits for the peer.
    var heldBytes: Int {
        calls.reduce(outputHeld) { $0 + $1.deframer.heldBytes + ($1.stream?.bufferedByteCount ?? 0) }
    }

    /// The socket has not taken all, or now has.
    @inline(never)
    func accountForOutput() {
        let held = writeBlocked ? tls?.output.count ?? unsent.capacity : 0
        account?.takeUnretainedValue().hold(held &- outputHeld)
        outputHeld = held
    }

    func endAccounting() {
        account?.takeUnretainedValue().hold(-outputHeld)
        outputHeld = 0
        account = nil
    }

    /// Ends the connection now, without waiting for the peer to take the GOAWAY.
    func cutOff(_ code: HTTP2ErrorCode, _ reason: ConnectionCloseReason) {
        http2.goAway(code, debugData: reason.debugData)
        writeOut()
        close(reason)
    }
}
