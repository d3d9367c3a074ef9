import Martlet
import MartletLoad
import Testing

/// Calls begin when the schedule says so, and their latency counts from then.
@Suite struct OpenLoopTests {
    @Test(arguments: LoadPlan.Arrival.allCases)
    func everyScheduledCallIsMade(arrival: LoadPlan.Arrival) async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("UnaryCall") {
                $0.pace = .openLoop(rates: [2_000], arrival: arrival)
                $0.extent = .calls(501)
                $0.connections = 2
                $0.loops = 2
            })
            #expect(step.calls == 501 && step.callsBegun == 501 && service.callCount == 501)
            #expect(step.notStarted == 0 && step.latencies == 501)
        }
    }

    @Test func aConstantRateGivesAsManyCallsAsFitIntoTheWindow() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let plan = try await site.plan("UnaryCall") {
                $0.pace = .openLoop(rates: [500, 1_000], arrival: .constant)
                $0.extent = .duration(.milliseconds(200))
            }
            let report = try await LoadRun(plan).report()
            #expect(report.steps.map(\.calls) == [100, 200])
            #expect(service.callCount == 300)
        }
    }

    /// The server stands still for 300 ms in one call. Of the calls after it, those that are due in the next 200 ms end
    /// 100 ms late or more, however slow the machine is: 200 of them at 1000 a second. A generator that waits for the
    /// server before it begins the next call, or counts from when it did, shows no more than are under way at once.
    @Test(arguments: [1_000, 10])
    func aStallShowsInEveryCallThatFellIntoIt(maxOutstanding: Int) async throws {
        let service = CountedService(stall: (call: 300, milliseconds: 300))
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("UnaryCall") {
                $0.pace = .openLoop(rates: [1_000], arrival: .constant)
                $0.extent = .calls(1_000)
                $0.maxOutstanding = maxOutstanding
                $0.drain = .seconds(30)
            })
            #expect(step.calls == 1_000 && service.callCount == 1_000)
            #expect(step.latencies(atLeast: .milliseconds(100)) >= 200)
            #expect(step.latency(percentile: 80) >= 100_000 * 0.999)
            if maxOutstanding == 10 { #expect(step.late >= 200) }
        }
    }

    /// What can't begin is counted, not dropped.
    @Test func callsThatNeverBeganAreCounted() async throws {
        let service = CountedService()
        let json = #"{"responseParameters": [{"intervalUs": 60000000}]}"#
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("StreamingOutputCall", json: json) {
                $0.pace = .openLoop(rates: [1_000], arrival: .constant)
                $0.extent = .calls(50)
                $0.maxOutstanding = 5
                $0.drain = .milliseconds(50)
            })
            #expect(step.unfinished == 5 && step.notStarted == 45 && step.calls == 0)
            #expect(step.callsBegun == 5 && !step.isAsExpected([0]))
        }
    }

    @Test func aDeadlineEndsCallsThatAreStuck() async throws {
        let service = CountedService()
        let json = #"{"responseParameters": [{"intervalUs": 60000000}]}"#
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("StreamingOutputCall", json: json) {
                $0.pace = .openLoop(rates: [1_000], arrival: .constant)
                $0.extent = .calls(20)
                $0.deadline = .milliseconds(20)
            })
            #expect(step.statuses.map(\.code) == [4] && step.calls == 20)
            #expect(step.latencies(atLeast: .milliseconds(19)) == 20)
        }
    }
}
