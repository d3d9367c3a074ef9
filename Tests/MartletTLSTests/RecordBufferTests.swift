import Glibc
import Testing

@testable import MartletTLS

/// A few of a loop's sessions keep OpenSSL's buffers of records.
struct RecordBufferTests {
    private let buffers = TLSBuffers()

    private func connected() throws -> Link {
        let certificates = try TestCertificates.shared()
        let link = try Link(client: certificates.client(), server: certificates.server(), serverBuffers: buffers)
        let steps = link.handshake()
        try #require(steps.client.isComplete && steps.server.isComplete)
        return link
    }

    /// Uses the server's side so often.
    private func use(_ link: Link, times: Int = TLSSession.usesForPlace) {
        for _ in 0..<times {
            #expect(link.server.write([4, 5]) == nil)
            #expect(link.deliver(from: link.server, to: link.client).0 == [4, 5])
        }
    }

    private func keeps(_ link: Link) -> Bool { link.server.place != nil }

    @Test func whoeverOnlyConnectsKeepsNone() throws {
        let link = try connected()
        #expect(!keeps(link))
        use(link)
        #expect(keeps(link))
    }

    @Test func onlyAFewKeepThemAndManyEquallyBusySessionsTakeThemFromNobody() throws {
        let links = try (0..<TLSBuffers.mostKeepers + 8).map { _ in try connected() }
        for _ in 0..<3 { for link in links { use(link) } }
        let keeping = links.map(keeps)
        #expect(keeping.count { $0 } == TLSBuffers.mostKeepers)
        for _ in 0..<9 { for link in links { use(link) } }
        #expect(links.map(keeps) == keeping)
    }

    @Test func idleSessionsGiveThemToBusyOnesAndEndedOnesLeaveTheirPlace() throws {
        let links = try (0..<TLSBuffers.mostKeepers).map { _ in try connected() }
        for link in links { use(link) }
        #expect(links.allSatisfy(keeps))
        let late = try connected()
        use(late, times: TLSSession.usesForPlace * (TLSBuffers.mostKeepers + 1))
        #expect(keeps(late))
        #expect(links.count(where: keeps) == TLSBuffers.mostKeepers - 1)
        for link in links { use(link, times: 1) }
        do {
            let short = try connected()
            use(short, times: TLSSession.usesForPlace * (TLSBuffers.mostKeepers + 1))
        }
        for link in links + [late] { use(link, times: 2) }
    }

    /// Taking the buffers away in the middle of a record must not take the record away.
    @Test(arguments: [1, 4, 5, 6, 100]) func nothingIsLostOfARecordThatHasArrivedInPart(_ arrived: Int) throws {
        let link = try connected()
        use(link)
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(link.client.write(message) == nil)
        let record = Array(link.client.output)
        link.client.discardOutput(record.count)
        let first = Array(record.prefix(arrived)), rest = Array(record.dropFirst(arrived))
        first.withUnsafeBytes {
            link.server.receive($0)
            #expect(link.server.readOnce().1.needsInput)
        }
        while link.server.loseRecordBuffersUnlessUsed() {}
        let bytes = rest.withUnsafeBytes { lent in
            link.server.receive(lent)
            return link.server.readOnce().0
        }
        #expect(bytes == message)
        use(link)
    }

    /// Taking them away from a record that has been read in part neither.
    @Test func nothingIsLostOfARecordThatHasBeenReadInPart() throws {
        let link = try connected()
        use(link)
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(link.client.write(message) == nil)
        var read: [UInt8] = []
        Array(link.client.output).withUnsafeBytes { lent in
            link.server.receive(lent)
            read += link.server.readOnce(300).0
            while link.server.loseRecordBuffersUnlessUsed() {}
            read += link.server.readOnce().0
        }
        #expect(read == message)
    }
}
