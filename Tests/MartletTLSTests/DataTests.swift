import MartletTLS
import Testing

@Suite struct DataTests {
    private func connected(step: Int = .max) throws -> Link {
        var link = try Link.made()
        link.step = step
        let steps = link.handshake()
        try #require(steps.client.isComplete && steps.server.isComplete)
        // The server's session tickets are the client's first reading.
        let (bytes, stop) = link.deliver(from: link.server, to: link.client)
        #expect(bytes.isEmpty && stop.needsInput)
        return link
    }

    @Test(arguments: [Int.max, 1, 1000]) func aMebibyteArrivesWhole(step: Int) throws {
        let link = try connected(step: step)
        let sent = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        #expect(link.client.write(sent) == nil)
        // Records of at most 16 KiB: their overhead shows how many there are.
        let overhead = link.client.output.count - sent.count
        #expect(overhead >= 64 * 22)
        #expect(overhead < 64 * 40)
        let (received, stop) = link.deliver(from: link.client, to: link.server)
        #expect(received == sent)
        #expect(stop.needsInput)
    }

    @Test func aReadFillsTheRegionAcrossRecords() throws {
        let link = try connected()
        for _ in 0..<10 { #expect(link.client.write([UInt8](repeating: 5, count: 1000)) == nil) }
        let bytes = Array(link.client.output)
        link.client.discardOutput(bytes.count)
        bytes.withUnsafeBytes { lent in
            link.server.receive(lent)
            #expect(link.server.readOnce(4096).0.count == 4096)
            #expect(link.server.readOnce(1).0.count == 1)
            #expect(link.server.readOnce().0.count == 10_000 - 4097)
            #expect(link.server.readOnce().1.needsInput)
        }
    }

    @Test func outputIsDiscardedInPartsAndGivenBackWhenEmpty() throws {
        let link = try connected()
        #expect(link.server.write([1, 2, 3]) == nil)
        let all = Array(link.server.output)
        link.server.discardOutput(4)
        #expect(Array(link.server.output) == Array(all.dropFirst(4)))
        #expect(link.server.write([4]) == nil)
        #expect(Array(link.server.output).starts(with: all.dropFirst(4)))
        link.server.discardOutput(.max)
        #expect(link.server.output.baseAddress == nil)
        #expect(link.server.write([]) == nil)
        #expect(link.server.output.isEmpty)
    }

    @Test func sessionsShareTheLoopsBuffers() throws {
        let buffers = TLSBuffers()
        let certificates = try TestCertificates.shared()
        let context = try certificates.server()
        var places: Set<UnsafeRawPointer> = []
        for _ in 0..<10 {
            let link = LinkedPair(
                client: try TLSSession(client: certificates.client(), serverName: "localhost"),
                server: try TLSSession(server: context, buffers: buffers))
            link.server.receiveHello(from: link.client)
            if let place = link.server.output.baseAddress { places.insert(place) }
            link.server.discardOutput(.max)
        }
        #expect(places.count == 1)
    }

    @Test func closingIsToldFromACut() throws {
        let link = try connected()
        #expect(link.client.write([1, 2]) == nil)
        link.client.closeNotify()
        link.client.closeNotify()
        let (bytes, stop) = link.deliver(from: link.client, to: link.server)
        #expect(bytes == [1, 2])
        #expect(stop.isClosed)
        #expect(link.server.isPeerClosed)
        #expect(link.server.endOfStream() == nil)
        #expect(link.client.write([3])?.kind == .closed)
        // The other direction is still open (RFC 8446 section 6.1).
        #expect(link.server.write([7]) == nil)
        link.server.closeNotify()
        let (answer, end) = link.deliver(from: link.server, to: link.client)
        #expect(answer == [7])
        #expect(end.isClosed)
        #expect(link.client.endOfStream() == nil)
    }

    @Test func aCutIsAnError() throws {
        let link = try connected()
        #expect(link.client.write([1, 2]) == nil)
        #expect(link.deliver(from: link.client, to: link.server).0 == [1, 2])
        #expect(link.server.endOfStream()?.kind == .truncated)
    }

    @Test func aTamperedRecordBreaksTheSessionAndSaysSoInAnAlert() throws {
        let link = try connected()
        #expect(link.client.write([1, 2, 3]) == nil)
        var bytes = Array(link.client.output)
        bytes[bytes.count - 1] ^= 1
        let outcome = bytes.withUnsafeBytes { lent in
            link.server.receive(lent)
            return link.server.readOnce().1
        }
        #expect(outcome.error?.kind == .protocolViolation)
        #expect(!link.server.output.isEmpty)
        let (_, stop) = link.deliver(from: link.server, to: link.client)
        #expect(stop.error?.reason.contains("bad record mac") == true)
    }

    @Test func goodBytesBeforeABrokenRecordAreGivenFirst() throws {
        let link = try connected()
        #expect(link.client.write([1, 2, 3]) == nil)
        let bytes = Array(link.client.output) + [23, 3, 3, 0, 20] + [UInt8](repeating: 0, count: 20)
        bytes.withUnsafeBytes { lent in
            link.server.receive(lent)
            #expect(link.server.readOnce().0 == [1, 2, 3])
            #expect(link.server.readOnce().1.error?.kind == .protocolViolation)
        }
    }
}

private struct LinkedPair {
    let client: TLSSession
    let server: TLSSession
}

extension TLSSession {
    fileprivate func receiveHello(from client: TLSSession) {
        _ = client.handshake()
        Array(client.output).withUnsafeBytes { lent in
            receive(lent)
            _ = handshake()
        }
    }
}
