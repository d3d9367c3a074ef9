import Martlet
import MartletInterop
import MartletLoad
import Testing

/// Calls without an end, as drivers of benchmarks have them made.
@Suite struct EndlessLoadTests {
    private typealias Plan = EndlessPlan<SimpleRequest, SimpleResponse>

    private static func plan(
        _ site: Site, _ request: SimpleRequest = SimpleRequest(), rate: Double? = nil
    ) -> Plan {
        Plan(
            targets: [site.target], configuration: ClientConfiguration(security: .cleartext), connections: 2,
            streams: 3, loops: 1, method: TestServiceMethods.unaryCall, request: request, messages: .max,
            exchange: .pingPong, rate: rate)
    }

    @Test func whatIsForgottenIsNotToldAgain() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let load = try await EndlessLoad(Self.plan(site))
            while service.endedCount < 100 { try await Task.sleep(for: .milliseconds(1)) }
            let first = await load.figures(forgetting: true)
            let second = await load.figures(forgetting: false)
            let third = await load.figures(forgetting: false)
            await load.stop()
            #expect(first.statuses[0] == first.latency.count && first.latency.count >= 90)
            #expect(second.statuses[0] <= third.statuses[0])
            #expect(first.statuses[0] + third.statuses[0] <= service.callCount)
        }
    }

    /// Drivers want the latencies of calls that ended well, and the number of the others.
    @Test func failedCallsAreCountedAndNotMeasured() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let request = SimpleRequest(responseStatus: EchoStatus(code: 5))
            let load = try await EndlessLoad(Self.plan(site, request))
            while service.endedCount < 100 { try await Task.sleep(for: .milliseconds(1)) }
            let figures = await load.figures(forgetting: false)
            await load.stop()
            #expect(figures.statuses[5] >= 90 && figures.statuses.reduce(0, +) == figures.statuses[5])
            #expect(figures.latency.count == 0)
        }
    }

    @Test(arguments: [1e-3, .leastNonzeroMagnitude])
    func workersThatWaitForTheirTurnAreStopped(rate: Double) async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let load = try await EndlessLoad(Self.plan(site, rate: rate))
            let figures = await load.figures(forgetting: false)
            await load.stop()
            #expect(figures.latency.count == 0)
        }
    }

    @Test func noCallIsLeftOnceItHasStopped() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let load = try await EndlessLoad(Self.plan(site, rate: 1e300))
            while service.endedCount < 100 { try await Task.sleep(for: .milliseconds(1)) }
            await load.stop()
            while service.endedCount < service.callCount { try await Task.sleep(for: .milliseconds(1)) }
            let count = service.callCount
            try await Task.sleep(for: .milliseconds(50))
            #expect(service.callCount == count)
        }
    }
}
