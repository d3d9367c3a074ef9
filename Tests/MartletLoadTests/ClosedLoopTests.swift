import Martlet
import MartletLoad
import Testing

/// Every call that a generator counts is one that the server has seen, in each shape.
@Suite struct ClosedLoopTests {
    @Test func unaryCallsAreCountedOut() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("UnaryCall", json: #"{"responseSize": 10}"#) {
                $0.extent = .calls(503)
                $0.connections = 3
                $0.streams = 4
                $0.loops = 2
            })
            #expect(step.calls == 503 && step.callsBegun == 503 && service.callCount == 503)
            #expect(step.statuses.map(\.code) == [0] && step.latencies == 503)
            #expect(step.messagesSent == 503 && step.messagesReceived == 503)
            // SimpleResponse { payload { body: 10 bytes } } takes 14.
            #expect(step.responseBytes == 503 * 14)
            #expect(step.latencies(atLeast: .zero) == 503)
        }
    }

    @Test func theWarmUpIsMadeAndNotCounted() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("UnaryCall") {
                $0.warmUp = .milliseconds(500)
                $0.extent = .duration(.seconds(1))
            })
            #expect(step.calls > 0 && step.calls < step.callsBegun)
            #expect(step.callsBegun == service.callCount)
        }
    }

    /// The drain is what comes after the window, however long that is.
    @Test func aWindowMayLastLongerThanTheDrain() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("UnaryCall") {
                $0.drain = .milliseconds(20)
                $0.extent = .duration(.milliseconds(400))
            })
            #expect(step.unfinished == 0 && step.callsBegun == service.callCount)
        }
    }

    @Test func serverStreamsAreReadToTheirEnd() async throws {
        let service = CountedService()
        let json = #"{"responseParameters": [{"size": 1}, {"size": 2}, {"size": 3}]}"#
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("StreamingOutputCall", json: json) { $0.extent = .calls(20) })
            #expect(step.calls == 20 && service.callCount == 20)
            #expect(step.messagesSent == 20 && step.messagesReceived == 60)
        }
    }

    /// A stream of five seconds outlives the window; it ends with it, and is neither well nor failed.
    @Test func aStreamWithoutEndIsCutAtTheEndOfTheWindow() async throws {
        let service = CountedService()
        let endless = #"{"size": 1, "intervalUs": 1000}"#
        let parameters = Array(repeating: endless, count: 5_000).joined(separator: ",")
        try await Site.serving([service]) { site in
            let step = try await site.run(
                site.plan("StreamingOutputCall", json: "{\"responseParameters\": [\(parameters)]}") {
                    $0.extent = .duration(.seconds(1))
                    $0.streams = 2
                })
            #expect(step.cut == 2 && step.calls == 0 && step.messagesReceived > 0)
            #expect(step.isAsExpected([0]) && service.callCount == 2)
        }
    }

    @Test func clientStreamsHaveAsManyMessagesAsAskedFor() async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("StreamingInputCall") {
                $0.extent = .calls(20)
                $0.messagesPerCall = 7
            })
            #expect(step.calls == 20 && service.callCount == 20)
            #expect(step.messagesSent == 140 && service.messageCount == 140 && step.messagesReceived == 20)
        }
    }

    @Test(arguments: LoadPlan.Exchange.allCases)
    func bothSidesOfABidirectionalCallAgree(exchange: LoadPlan.Exchange) async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("FullDuplexCall") {
                $0.extent = .calls(10)
                $0.messagesPerCall = 30
                $0.exchange = exchange
                $0.streams = 2
            })
            #expect(step.calls == 10 && service.callCount == 10)
            #expect(step.messagesSent == 300 && step.messagesReceived == 300 && service.messageCount == 300)
            #expect(step.latencies == (exchange == .pingPong ? 300 : 10))
        }
    }

    /// The calls begin in the warm-up and last to the end; they are what is measured.
    @Test(arguments: LoadPlan.Exchange.allCases)
    func aCallThatLastsAsLongAsTheWindowCounts(exchange: LoadPlan.Exchange) async throws {
        let service = CountedService()
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("FullDuplexCall") {
                $0.warmUp = .milliseconds(50)
                $0.extent = .duration(.seconds(1))
                $0.exchange = exchange
                $0.streams = 3
            })
            #expect(step.calls == 3 && service.callCount == 3 && step.statuses.map(\.code) == [0])
            #expect(service.messageCount > 0 && step.messagesReceived <= service.messageCount)
        }
    }

    @Test func failuresAreCountedByStatus() async throws {
        let service = CountedService()
        let json = #"{"responseStatus": {"code": 5, "message": "not here"}}"#
        try await Site.serving([service]) { site in
            let report = try await LoadRun(site.plan("UnaryCall", json: json) { $0.extent = .calls(25) }).report()
            let step = try #require(report.steps.first)
            #expect(step.statuses.map(\.code) == [5] && step.statuses.map(\.count) == [25])
            #expect(step.firstFailure?.code == .notFound && step.firstFailure?.message == "not here")
            #expect(!report.isAsExpected([0]) && report.isAsExpected([0, 5]))
            #expect(service.callCount == 25)
        }
    }

    @Test func aCallThatDoesNotEndInTimeIsGivenUp() async throws {
        let service = CountedService()
        let json = #"{"responseParameters": [{"intervalUs": 60000000}]}"#
        try await Site.serving([service]) { site in
            let step = try await site.run(site.plan("StreamingOutputCall", json: json) {
                $0.extent = .calls(2)
                $0.streams = 3  // the third finds no call left, which begins the drain
                $0.drain = .milliseconds(50)
            })
            #expect(step.unfinished == 2 && step.calls == 0 && !step.isAsExpected([0]))
        }
    }
}
