import MartletEventLoop
import MartletHTTP2

/// What protects us from the peer.
struct ConnectionTerms: Hashable, Sendable {
    /// From the start to the end of the TLS handshake, or to the peer's SETTINGS where those have no time of their own.
    var handshakeTimeout = Duration.seconds(10)
    /// From there, or from the start without TLS, to the peer's SETTINGS.
    var settingsTimeout: Duration?
    /// How long the kernel lets sent bytes go unacknowledged; `nil`: as it likes.
    var userTimeout: Duration?
    /// What time does to the connection after that.
    var life = ConnectionLife.Terms()
    /// How much it may send ahead.
    var windows = WindowTerms()
    /// What the peer may cost us; `nil` lets it cost anything.
    var abuse: AbuseLimits? = AbuseLimits()
    /// How often the peer may ping; `nil` lets it ping at will, as a client lets its server.
    var pings: PingLimits?
    /// Only says in the log what would have ended the connection for its cost or its pings.
    var isDryRun = false
}

/// Ending the connection of a peer that asks for too much.
extension Connection {
    /// How long a peer that is sent away has to take its GOAWAY.
    static let farewell = Duration.seconds(1)
    /// How much of what it still sends is thrown away meanwhile.
    static let farewellBytes = 1 << 20

    /// Has the ledger look at what the last slice of input brought.
    func chargePeer() {
        guard let cause = ledger?.charge(http2.counters, tallies, at: loop.now) else { return }
        let reason = ConnectionCloseReason.abuse(cause)
        if terms.isDryRun {
            ledger?.forgive()
            owner?.connection(self, wouldClose: reason)
        } else {
            dismiss(.enhanceYourCalm, reason)
        }
    }

    /// The peer has said GOAWAY, be it for the first time or the last.
    func chargeGoAway() {
        guard ledger != nil, http2.counters.goAwaysReceived > AbuseLedger.mostGoAways, dismissal == nil else { return }
        let reason = ConnectionCloseReason.abuse(.goAways)
        if terms.isDryRun { owner?.connection(self, wouldClose: reason) } else { dismiss(.enhanceYourCalm, reason) }
    }

    func pingReceived() {
        guard var pings = strikes else { return }
        let isAdmitted = pings.admit(
            at: loop.now, hasCalls: hasCalls, framesSent: http2.counters.callFramesSent)
        strikes = pings
        if isAdmitted { return }
        guard terms.isDryRun else { return dismiss(.enhanceYourCalm, .tooManyPings) }
        owner?.connection(self, wouldClose: .tooManyPings)
    }

    /// Sends the peer away: GOAWAY with `code`, then nothing more is read, and after a second at most the end.
    func dismiss(_ code: HTTP2ErrorCode, _ reason: ConnectionCloseReason) {
        guard !isClosed, dismissal == nil else { return }
        // A client's calls go elsewhere at once.
        guard http2.isServer else { return cutOff(code, reason) }
        dismissal = reason
        http2.goAway(code, debugData: reason.debugData)
        farewellTimer = loop.schedule(
            at: loop.now.advanced(by: Self.farewell), self, context: Alarm.farewell.rawValue)
        flushSoon()
    }

    /// Ends a connection on which all is said. A server lets the client read that first, for a second at most: if it
    /// closed before what the client still sends has arrived, the kernel would take back what the client has not read.
    func leave(_ reason: ConnectionCloseReason) {
        guard http2.isServer, reason == .finished, dismissal == nil else { return close(reason) }
        dismissal = reason
        farewellTimer = loop.schedule(
            at: loop.now.advanced(by: Self.farewell), self, context: Alarm.farewell.rawValue)
        endOutput()
        readFarewell()
    }

    /// All is written: the peer learns that nothing more comes, and may say what is on its way.
    func endOutput() {
        guard !hasEndedOutput else { return }
        hasEndedOutput = true
        if let tls {
            tls.closeNotify()
            sendCiphertext()
        }
        transport.shutdownWrite()
    }

    /// What the peer still sends is thrown away: closing a socket with unread bytes in it would take the GOAWAY back.
    func readFarewell() {
        let region = loop.scratch.received
        while !isClosed, let reason = dismissal {
            switch transport.read(into: region) {
            case .bytes(let count):
                bytesThrownAway += count
                if bytesThrownAway > Self.farewellBytes { return close(reason) }
            case .wouldBlock: return
            case .endOfStream, .failed: return close(reason)
            }
        }
    }
}
