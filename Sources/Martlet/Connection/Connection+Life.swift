import MartletEventLoop
import MartletHTTP2

/// What time does to a connection.
extension Connection {
    /// "Are you there" of `keepalive`; the answer counts like any other byte.
    static let keepalivePing: UInt64 = 0x6d61_7274_6c65_7422

    /// The handshake is over.
    func beginLife() {
        notes.lastRead = loop.now
        notes.lastWrite = loop.now
        notes.idleSince = loop.now
        let life = ConnectionLife(terms.life, at: loop.now, jitter: Double.random(in: 0.9...1.1))
        callInterval = life.callInterval
        self.life = life
        setLifeTimer()
    }

    /// The first call for a while has begun: its rules may be due sooner than what the timer is set to.
    @inline(__always)
    func callsBegan() {
        if lookAt.nanoseconds &- loop.now.nanoseconds > callInterval { setLifeTimer() }
    }

    /// The last call has ended: nothing may have been due while there were calls, but now the idle time runs.
    @inline(__always)
    func callsEnded() {
        notes.idleSince = loop.now
        if lookAt == .distantFuture, life?.terms.idle != nil { setLifeTimer() }
    }

    /// Sets the timer to the earliest instant that matters as things stand.
    @inline(never)
    func setLifeTimer() {
        guard let life, !isClosed, dismissal == nil else { return }
        refreshNotes()
        let next = max(loop.now, life.next(notes))
        if let lifeTimer { loop.cancel(lifeTimer) }
        lifeTimer = next == .distantFuture ? nil : loop.schedule(at: next, self, context: Alarm.life.rawValue)
        lookAt = next
    }

    private func refreshNotes() {
        notes.hasCalls = hasCalls
        notes.hadCalls = http2.counters.streamsOpened > 0
        notes.isBlocked = writeBlocked
        notes.isDraining = isDraining
    }

    func lifeTimerFired() {
        lifeTimer = nil
        lookAt = .distantFuture
        guard var life else { return }
        while !isClosed, dismissal == nil {
            refreshNotes()
            guard let step = life.step(notes, at: loop.now) else { break }
            take(step)
        }
        self.life = life
        setLifeTimer()
    }

    private func take(_ step: ConnectionLife.Step) {
        switch step {
        case .ping: http2.ping(Self.keepalivePing)
        case .retire(let reason): retire(reason)
        case .dismiss(let code, let reason): dismiss(code, reason)
        case .close(let reason): close(reason)
        case .lookForStalledCalls: endStalledCalls()
        }
    }

    /// Ends the connection when its calls have.
    private func retire(_ reason: ConnectionCloseReason) {
        if retirement == nil { retirement = reason }
        drain()
    }

    private func endStalledCalls() {
        guard let limit = terms.life.stalledStream else { return }
        for call in calls where call.outputHasStalled(at: loop.now, for: limit) { call.endStalled(after: limit) }
    }

    /// Notes since when a header block has been arriving, after each read.
    func noteHeaderBlock() {
        guard http2.isInHeaderBlock else {
            notes.headerBlockSince = nil
            return
        }
        guard notes.headerBlockSince == nil else { return }
        notes.headerBlockSince = loop.now
        setLifeTimer()
    }
}
