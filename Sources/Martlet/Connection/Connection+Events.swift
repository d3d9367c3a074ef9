import MartletHTTP2

/// Tells calls and owner what HTTP/2 recorded. The bytes of a DATA event are lent to the call for exactly one more
/// event: a unary request that ends right there is decoded where it lies.
extension Connection: HTTP2EventHandler {
    func dispatchEvents() {
        http2.tellEvents(to: self)
        endLoan()
    }

    func headersReceived(
        _ headers: HTTP2HeaderList, of stream: HTTP2Stream, kind: HTTP2HeaderKind, endStream: Bool
    ) {
        endLoan()
        guard kind == .request else {
            call(of: stream)?.headersReceived(headers, kind: kind, endStream: endStream)
            return
        }
        owner?.connection(self, opened: stream, headers: headers)
        if endStream { withCall(of: stream) { $0.remoteEndReceived() } }
    }

    func dataReceived(_ bytes: UnsafeRawBufferPointer, of stream: HTTP2Stream) {
        endLoan()
        http2.consume(stream, connectionBytes: bytes.count, streamBytes: 0)
        withCall(of: stream) { call in
            if call.deframer.isEmpty {
                call.lent = bytes
                borrower = Unmanaged.passUnretained(call)
            } else {
                call.dataReceived(bytes)
            }
        }
    }

    func endStreamReceived(of stream: HTTP2Stream) {
        withCall(of: stream) { call in
            if borrower?.toOpaque() == Unmanaged.passUnretained(call).toOpaque() { borrower = nil } else { endLoan() }
            call.remoteEndReceived()
        }
    }

    func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        endLoan()
        guard let owner = stream.takeOwner() else { return }
        let call = unsafeDowncast(owner, to: CallStream.self)
        if code == .enhanceYourCalm, let excess = stream.headerExcess { call.receiveFailed(Self.refusal(of: excess)) }
        detach(call)
        call.streamClosed(code, stream.neverProcessed ? disregard : nil)
    }

    private static func refusal(of excess: HTTP2HeaderExcess) -> RPCError {
        switch excess {
        case .size:
            RPCError(.resourceExhausted, "the peer's headers are larger than the limit (setting maxHeaderListBytes)")
        case .informational:
            RPCError(.resourceExhausted, "the server sent more informational responses (1xx) than a call may have, 10")
        }
    }

    private var disregard: CallStream.Disregard { http2.counters.goAwaysReceived > 0 ? .goingAway : .refused }

    func streamBecameWritable(_ stream: HTTP2Stream) {
        endLoan()
        call(of: stream)?.becameWritable()
    }

    func connectionEvent(_ event: HTTP2Event) {
        endLoan()
        switch event {
        case .settings: becameReady()
        case .pingAcknowledged(Self.drainPing): confirmDrain()
        case .pingAcknowledged(Self.bandwidthPing): bandwidthMeasured()
        case .settingsAcknowledged: notes.settingsAcknowledged = true
        case .ping: pingReceived()
        case .goAway(_, let code, let debugData):
            owner?.connectionGoingAway(self, code: code, debugData: debugData)
            chargeGoAway()
        default: break
        }
    }

    /// The bytes that were lent are about to be overwritten, or something else happens first: the call keeps a copy.
    private func endLoan() {
        guard let lender = borrower else { return }
        borrower = nil
        lender.takeUnretainedValue().keepLent()
    }

    private func call(of stream: HTTP2Stream) -> CallStream? {
        stream.owner.map { unsafeDowncast($0, to: CallStream.self) }
    }

    /// The call of a stream, without counting a reference: `body` closes no stream, so the stream keeps its call.
    @inline(__always)
    private func withCall(of stream: HTTP2Stream, _ body: (CallStream) -> Void) {
        stream.unretainedOwner?._withUnsafeGuaranteedRef { body(unsafeDowncast($0, to: CallStream.self)) }
    }
}
