import MartletHTTP2

/// What a connection holds in memory.
extension Connection {
    /// Messages that arrive or wait for their readers, and output that waits for the peer.
    var heldBytes: Int {
        calls.reduce(outputHeld) { $0 + $1.deframer.heldBytes + ($1.stream?.bufferedByteCount ?? 0) }
    }

    /// Output has been written as far as it goes.
    @inline(__always)
    func accountForOutput() {
        guard let account else { return }
        let held = unsent.capacity &+ (writeBlocked ? tls?.output.count ?? 0 : 0)
        account._withUnsafeGuaranteedRef { account in
            if held == outputHeld { return account.look() }
            let difference = held &- outputHeld
            outputHeld = held
            account.hold(difference)
        }
    }

    func endAccounting() {
        account?.takeUnretainedValue().hold(-outputHeld)
        account = nil
    }

    /// Ends the connection now: there is no memory to wait for the peer with.
    func cutOff(_ code: HTTP2ErrorCode, _ reason: ConnectionCloseReason) {
        http2.goAway(code, debugData: reason.debugData)
        writeOut()
        close(reason)
    }
}
