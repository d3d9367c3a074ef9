import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet

/// gRFC A8 on a client (setting `keepalive`).
@Suite struct ClientKeepaliveTests {
    /// Lets time pass in which the server says nothing at all.
    private func silence(_ far: FarServer, _ time: Duration) { far.loop.advance(by: time) }

    @Test func aSilentServerIsAskedAndGivenUp() throws {
        for keepalive in [Keepalive(time: .seconds(30)), nil] {
            let far = try FarServer(keepalive: keepalive)
            let call = try far.call(streaming: true)
            let before = far.near.bytesWritten
            silence(far, .seconds(29))
            #expect(far.near.bytesWritten == before)
            silence(far, .seconds(2))
            #expect(far.near.bytesWritten - before == (keepalive == nil ? 0 : 17))  // a PING
            silence(far, .seconds(20))
            #expect(far.connection.isClosed == (keepalive != nil))
            #expect((call.failure != nil) == (keepalive != nil))
        }
    }

    @Test func aServerThatAnswersIsKept() throws {
        let far = try FarServer(keepalive: Keepalive(time: .seconds(30)))
        _ = try far.call(streaming: true)
        for _ in 0..<20 {
            silence(far, .seconds(31))
            far.settle()
        }
        #expect(!far.connection.isClosed)
    }

    @Test func nobodyIsAskedMoreOftenThanEveryTenSeconds() throws {
        let far = try FarServer(keepalive: Keepalive(time: .milliseconds(1)))
        _ = try far.call(streaming: true)
        let before = far.near.bytesWritten
        silence(far, .seconds(9))
        #expect(far.near.bytesWritten == before)
        silence(far, .seconds(2))
        #expect(far.near.bytesWritten == before + 17)
    }

    @Test(arguments: [true, false])
    func withoutCallsItIsAWish(withoutCalls: Bool) throws {
        let far = try FarServer(keepalive: Keepalive(time: .seconds(30), withoutCalls: withoutCalls))
        let before = far.near.bytesWritten
        silence(far, .seconds(31))
        #expect(far.near.bytesWritten - before == (withoutCalls ? 17 : 0))
    }

    @Test func aServerThatComplainsIsAskedHalfAsOften() throws {
        let far = try FarServer(keepalive: Keepalive(time: .seconds(30)))
        #expect(far.channel.connectionTerms.life.keepalive?.time == .seconds(30))
        far.session.goAway(.enhanceYourCalm, debugData: "too_many_pings")
        far.settle()
        #expect(far.channel.connectionTerms.life.keepalive?.time == .seconds(60))
    }
}
