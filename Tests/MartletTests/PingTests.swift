import MartletEventLoop
import Testing

@testable import Martlet
@testable import RawHTTP2

/// gRFC A8: how often a client may ping (setting `pings`).
@Suite struct PingTests {
    private let chat = HeaderFields.call(NoteService.Methods.chat.path)

    private func wire(_ change: (inout PingLimits) -> Void = { _ in }, off: Bool = false) throws -> RawWire {
        var pings = PingLimits()
        change(&pings)
        let wire = try RawWire(limits: RawWire.limits {
            $0.pings = off ? nil : pings
            $0.firstCallTimeout = nil
            $0.maxConnectionIdle = nil
            $0.keepalive = nil
        })
        wire.greet()
        return wire
    }

    private func pingsUntilTheEnd(_ wire: RawWire, every interval: Duration, atMost limit: Int = 20) -> Int {
        var count = 0
        while wire.goAways.isEmpty, count < limit {
            wire.send(.ping())
            count += 1
            wire.advance(by: interval)
        }
        return count
    }

    @Test func theFourthFastPingIsTheLast() throws {
        let wire = try wire()
        wire.send(.headers(1, chat))
        #expect(pingsUntilTheEnd(wire, every: .milliseconds(10)) == 4)
        #expect(wire.goAways == ["enhanceYourCalm too_many_pings"])
        wire.advance(by: .seconds(1))
        #expect(wire.closeReason == .tooManyPings)
        let free = try self.wire(off: true)
        free.send(.headers(1, chat))
        #expect(pingsUntilTheEnd(free, every: .milliseconds(10)) == 20)
    }

    @Test func strikesAreASetting() throws {
        #expect(pingsUntilTheEnd(try wire { $0.strikes = 0 }, every: .seconds(1)) == 2)
        #expect(pingsUntilTheEnd(try wire { $0.strikes = 7 }, every: .seconds(1)) == 9)
    }

    @Test func patientPingsAreWelcomeWhileACallIsOpen() throws {
        let wire = try wire { $0.minimumInterval = .seconds(10) }
        wire.send(.headers(1, chat))
        #expect(pingsUntilTheEnd(wire, every: .seconds(10)) == 20)
        #expect(pingsUntilTheEnd(wire, every: .seconds(9)) == 4)  // the first of them comes in time
    }

    @Test func withoutACallTwoHoursAreTheLeast() throws {
        #expect(pingsUntilTheEnd(try wire(), every: .seconds(301)) == 4)
        let permitted = try wire { $0.permitsWithoutCalls = true }
        #expect(pingsUntilTheEnd(permitted, every: .seconds(301)) == 20)
    }

    @Test func pingsBetweenOurFramesAreFree() throws {
        let wire = try wire()
        wire.send(.headers(1, chat))
        for _ in 0..<100 {
            wire.send(.data(1, [0, 0, 0, 0, 0]), .ping())
        }
        #expect(wire.goAways.isEmpty)
    }
}
