import MartletEventLoop
import MartletHTTP2
import MartletTLS

extension Connection: ReadinessHandler {
    /// After so many regions (512 KiB) others of this loop have their turn, however fast the peer sends.
    private static let regionsPerTurn = 8
    /// What is read at a time of a peer that has brought nothing yet: the work that a flood makes of 64 KiB, a
    /// millisecond, would be felt by all others.
    private static let smallestRegion = 2048
    /// Who has less read at a time lets others go first.
    private static let patientBelow = 16 << 10

    func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        let room = room
        if room < Self.patientBelow { waitForTurn(readiness) } else { serve(readiness, room) }
    }

    /// How much is read at a time: as much as the peer has brought of messages, and a KiB for each call that went well;
    /// little again when it has spent half of its points.
    private var room: Int {
        if ledger?.isStrained == true { return Self.smallestRegion }
        let counters = http2.counters
        let brought = counters.streamsCompleted &<< 10 &+ counters.dataBytesReceived
        return min(Self.smallestRegion &+ brought, loop.scratch.received.count)
    }

    /// Whoever has calls under way does not wait behind floods and handshakes.
    @inline(never)
    private func waitForTurn(_ readiness: Readiness) {
        let isWaiting = !awaited.isEmpty
        awaited.formUnion(readiness)
        if isWaiting { return }
        loop.executeAfterOthers { [self] in
            let readiness = awaited
            awaited = []
            if !isClosed { serve(readiness, room) }
        }
    }

    private func serve(_ readiness: Readiness, _ room: Int) {
        if readiness.contains(.writable) { writeBlocked = false }
        let ending = readiness.contains(.hangup) || readiness.contains(.failed)
        var isFlushed = false
        if readiness.contains(.readable) || ending || readPaused { isFlushed = read(untilEnd: ending, room) }
        if http2.isInHeaderBlock || notes.headerBlockSince != nil { noteHeaderBlock() }
        if !isFlushed { flush() }
        if readPaused, !writeBlocked, !read(untilEnd: ending, room) { flush() }
    }

    /// Reads until the socket has nothing more. A read that came back short is the end of it (edge-triggered),
    /// unless the peer has closed its side: then the end itself must be read.
    ///
    /// - Returns: whether the last thing that it did was to flush.
    private func read(untilEnd: Bool, _ room: Int) -> Bool {
        readPaused = false
        let region = UnsafeMutableRawBufferPointer(rebasing: loop.scratch.received[..<room])
        var turn = room < Self.patientBelow ? 1 : Self.regionsPerTurn
        while !isClosed {
            if dismissal != nil {
                readFarewell()
                return false
            }
            if turn == 0 {
                readLater(untilEnd: untilEnd)
                return false
            }
            turn -= 1
            if shouldPauseReading {
                readPaused = true
                return false
            }
            switch transport.read(into: region) {
            case .bytes(let count):
                wireBytes.received += count
                notes.lastRead = loop.now
                received(UnsafeRawBufferPointer(rebasing: region[..<count]))
                if wireBytes.received >= measureAt { measureBandwidth() }
                flush()
                if count < region.count, !untilEnd { return true }
            case .wouldBlock: return false
            case .endOfStream: close(.peerClosed)
            case .failed(let error): close(.network(error))
            }
        }
        return false
    }

    /// Readiness was an edge and will not be told again.
    private func readLater(untilEnd: Bool) {
        let readiness: Readiness = untilEnd ? [.readable, .hangup] : .readable
        if room < Self.patientBelow { waitForTurn(readiness) } else { loop.execute { [self] in ready(readiness) } }
    }

    /// A peer that makes us answer but does not read the answers is not read either.
    private var shouldPauseReading: Bool { writeBlocked && http2.outboundQueueSize > 200 }

    private func received(_ bytes: UnsafeRawBufferPointer) {
        isReading = true
        defer { isReading = false }
        guard let tls else { return feed(bytes) }
        tls.receive(bytes)
        if !tlsReady {
            advanceHandshake()
            guard tlsReady else { return }
        }
        let plaintext = loop.scratch.plaintext
        while !isClosed, dismissal == nil {
            switch tls.read(into: plaintext) {
            case .bytes(let count): feed(UnsafeRawBufferPointer(rebasing: plaintext[..<count]))
            case .needsInput: return
            case .closed: return close(.peerClosed)
            case .failed(let error): return close(.tls(error.reason))
            }
        }
    }

    func advanceHandshake() {
        guard let tls, !isClosed else { return }
        switch tls.handshake() {
        case .needsInput: break
        case .complete:
            tlsReady = true
            if !isReady, let time = terms.settingsTimeout { expectHandshake(within: time) }
        case .failed(let error):
            sendCiphertext()  // the alert that tells the peer why
            close(.tls(error.reason))
        }
    }

    /// Feeds HTTP/2 in slices of a record's size and acts on what each one brought.
    private func feed(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty, !isClosed, dismissal == nil {
            let slice = UnsafeRawBufferPointer(rebasing: rest.prefix(16 * 1024))
            rest = rest.dropFirst(slice.count)
            do throws(HTTP2Error) {
                try http2.receive(slice)
                dispatchEvents()
                loop.runReadyJobs()
                if loop.hasWaitingWork { keepLentRequests() }
                chargePeer()
            } catch {
                dispatchEvents()
                writeOut()  // the GOAWAY that tells the peer why
                return close(.protocolViolation(error.reason))
            }
        }
    }

    /// Calls whose turn has not come have their requests in the buffer that is about to be used again.
    private func keepLentRequests() {
        for call in calls where !call.lent.isEmpty { call.keepLent() }
    }
}
