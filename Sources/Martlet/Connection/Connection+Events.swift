import MartletHTTP2

extension Connection {
    /// Tells calls and owner what HTTP/2 recorded. The bytes of a DATA event are lent to the call for exactly one
    /// more event: a unary request that ends right there is decoded where it lies.
    func dispatchEvents() {
        while let event = http2.nextEvent() {
            if let lender = borrower {
                borrower = nil
                if case .endStream(let stream) = event, stream.owner === lender {
                    lender.remoteEndReceived()
                    continue
                }
                lender.keepLent()
            }
            dispatch(event)
        }
        if let lender = borrower {
            borrower = nil
            lender.keepLent()
        }
    }

    private func dispatch(_ event: HTTP2Event) {
        switch event {
        case .headers(let stream, let headers, let kind, let endStream):
            if kind == .request {
                open(stream, headers, endStream: endStream)
            } else {
                call(of: stream)?.headersReceived(headers, kind: kind, endStream: endStream)
            }
        case .data(let stream, let bytes): received(bytes, on: stream)
        case .endStream(let stream): call(of: stream)?.remoteEndReceived()
        case .streamClosed(let stream, let code): streamClosed(stream, code)
        case .writable(let stream): call(of: stream)?.becameWritable()
        case .settings: becameReady()
        case .pingAcknowledged(let payload): if payload == Self.drainPing { confirmDrain() }
        case .ping, .settingsAcknowledged: break
        case .goAway(_, let code, let debugData):
            owner?.connectionGoingAway(self, code: code, debugData: debugData)
        }
    }

    private func open(_ stream: HTTP2Stream, _ headers: HTTP2HeaderList, endStream: Bool) {
        guard let call = owner?.connection(self, opened: stream, headers: headers) else { return }
        if endStream { call.remoteEndReceived() }
    }

    private func received(_ bytes: UnsafeRawBufferPointer, on stream: HTTP2Stream) {
        http2.consume(stream, connectionBytes: bytes.count, streamBytes: 0)
        guard let call = call(of: stream) else { return }
        if call.deframer.isEmpty {
            call.lent = bytes
            borrower = call
        } else {
            call.dataReceived(bytes)
        }
    }

    private func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard let call = call(of: stream) else { return }
        detach(call)
        call.streamClosed(code, neverProcessed: stream.neverProcessed)
    }

    private func becameReady() {
        guard !isReady else { return }
        isReady = true
        if let timer = handshakeTimer { loop.cancel(timer) }
        handshakeTimer = nil
        owner?.connectionReady(self)
    }

    private func call(of stream: HTTP2Stream) -> CallStream? {
        stream.owner.map { unsafeDowncast($0, to: CallStream.self) }
    }
}
