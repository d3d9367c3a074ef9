import Martlet
import MartletLoad
import MartletReflection
import Testing

/// What can't be done is said before anything is, with the setting, the limit and the remedy.
@Suite struct PlanTests {
    private static let site = Site(port: 1)

    private typealias Change = @Sendable (inout LoadPlan) -> Void
    private static let refused: [(option: String, change: Change)] = [
        ("--connections: 0 is not from 1 to 10000", { $0.connections = 0 }),
        ("--connections: 10001 is not from 1 to 10000", { $0.connections = 10_001 }),
        ("--streams: 10001 is not from 1 to 10000", { $0.streams = 10_001 }),
        ("--streams: 1000 connections of 1000 streams", { ($0.connections, $0.streams) = (1_000, 1_000) }),
        ("--loops: 257 is not from 1 to 256", { ($0.connections, $0.loops) = (300, 257) }),
        ("--loops: 2 loops can't share 1 connections", { $0.loops = 2 }),
        ("--calls: 0 is not from 1", { $0.extent = .calls(0) }),
        ("--duration: 0.0 seconds is not from", { $0.extent = .duration(.zero) }),
        ("--warm-up: -1.0 seconds is not from", { $0.warmUp = .seconds(-1) }),
        ("--drain: 604801.0 seconds is not from", { $0.drain = .seconds(604_801) }),
        ("--deadline: 0.0 seconds is not from", { $0.deadline = .zero }),
        ("--rate: 0.0 calls per second", { $0.pace = .openLoop(rates: [0], arrival: .constant) }),
        ("--steps: 2000000.0 calls per second", { $0.pace = .openLoop(rates: [1, 2e6], arrival: .poisson) }),
        ("--steps: 0 rates are not from 1 to 100", { $0.pace = .openLoop(rates: [], arrival: .constant) }),
        ("--max-outstanding: 0 is not from 1 to 100000", {
            $0.pace = .openLoop(rates: [1], arrival: .constant)
            $0.maxOutstanding = 0
        }),
        ("--max-response-bytes: 0 is not from 1", { $0.maxResponseBytes = 0 }),
        ("--messages: calls of /grpc.testing.TestService/UnaryCall send one message", { $0.messagesPerCall = 2 }),
    ]

    @Test(arguments: refused.indices)
    func aPlanThatCannotBeIsRefused(index: Int) async throws {
        let (start, change) = Self.refused[index]
        let plan = try await Self.site.plan("UnaryCall", change)
        let error = try #require(throws: LoadError.self) { try LoadRun(plan) }
        #expect("\(error)".hasPrefix(start), "\(error)")
        #expect(!error.advice.isEmpty)
    }

    @Test func theLimitsThemselvesAreAllowed() async throws {
        _ = try await Self.site.plan("UnaryCall") {
            ($0.connections, $0.streams, $0.loops) = (10_000, 10, 256)
            $0.pace = .openLoop(rates: Array(repeating: 1_000_000, count: 100), arrival: .constant)
            $0.maxOutstanding = 100_000
            $0.maxResponseBytes = 1 << 30
        }.checked()
    }

    @Test func timesAreReadAsPeopleWriteThem() {
        #expect(Duration(text: "250us") == .microseconds(250))
        #expect(Duration(text: "500ms") == .milliseconds(500))
        #expect(Duration(text: "1.5m") == .seconds(90))
        #expect(Duration(text: "2h") == .seconds(7_200))
        #expect(Duration(text: "3") == .seconds(3))
        for text in ["", "s", "-1s", "1d", "nan", "inf", "1e300s"] { #expect(Duration(text: text) == nil, "\(text)") }
    }

    @Test(arguments: ["a.B/C", "/a.B/C", "a.B.C"])
    func methodsAreNamedInThreeWays(text: String) throws {
        let name = try MethodName(text)
        #expect(name.service == "a.B" && name.method == "C")
    }

    @Test(arguments: ["", "C", "/", "a.B/", "/C", "a/B/C"])
    func whatNamesNoMethodIsRefused(text: String) {
        #expect(throws: LoadError.self) { try MethodName(text) }
    }
}
