import MartletEventLoop
import MartletHTTP2
import MartletTLS

extension Connection: FlushTarget, TimerTarget {
    /// Frames, seals and writes what there is, until nothing is left or the socket is full.
    func flush() {
        flushScheduled = false
        writeOut()
        if writeBlocked || outputHeld > 0 { accountForOutput() }
        if dismissal != nil {
            if !isClosed, !writeBlocked { endOutput() }
            return
        }
        if !isClosed, tlsReady, !writeBlocked, http2.isFinished { leave(endReason) }
    }

    /// What nghttp2 ends by itself, it ends for a rule that the peer broke.
    private var endReason: ConnectionCloseReason {
        guard let code = http2.goAwaySent, code != .noError else { return retirement ?? .finished }
        return .protocolViolation("\(http2.lastViolation ?? "a rule was broken") (GOAWAY \(code))")
    }

    func writeOut() {
        guard !isClosed, sendPending(), tlsReady else { return }
        let staging = loop.scratch.staging
        while !isClosed {
            let count = http2.produce(into: staging)
            if count > 0, !send(UnsafeRawBufferPointer(rebasing: staging[..<count])) { break }
            dispatchEvents()
            if count == 0 { break }
        }
    }

    /// Writes what an earlier flush left. False when the socket is (still) full.
    private func sendPending() -> Bool {
        if writeBlocked { return false }
        return tls == nil ? sendUnsent() : sendCiphertext()
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let tls else {
            unsent.append(write(bytes))
            return unsent.isEmpty
        }
        if let error = tls.write(bytes) {
            close(.tls(error.reason))
            return false
        }
        return sendCiphertext()
    }

    @discardableResult
    func sendCiphertext() -> Bool {
        guard let tls else { return true }
        let output = tls.output
        if output.isEmpty { return !isClosed }
        let rest = write(output)
        if !isClosed { tls.discardOutput(output.count - rest.count) }
        return rest.isEmpty && !isClosed
    }

    private func sendUnsent() -> Bool {
        if unsent.isEmpty { return true }
        let rest = write(unsent.bytes).count
        unsent.discard(unsent.count - rest)
        return unsent.isEmpty && !isClosed
    }

    /// Gives the socket what it takes, and returns the rest.
    private func write(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var rest = bytes
        while !rest.isEmpty {
            switch transport.write(rest) {
            case .bytes(let count):
                wireBytes.sent += count
                notes.lastWrite = loop.now
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .wouldBlock, .endOfStream:
                writeBlocked = true
                setLifeTimer()
                return rest
            case .failed(let error):
                close(.network(error))
                return rest
            }
        }
        return rest
    }

    func timerFired(_ context: Int) {
        switch Alarm(rawValue: context) {
        case .handshake:
            handshakeTimer = nil
            close(.handshakeTimeout)
        case .drainConfirmed: confirmDrain()
        case .life: lifeTimerFired()
        case .farewell:
            farewellTimer = nil
            if let dismissal { close(dismissal) }
        case nil: break
        }
        flushSoon()
    }
}
