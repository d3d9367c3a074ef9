import MartletEventLoop
import MartletHTTP2
import MartletProtobuf
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

/// Which calls a connection lets begin, in virtual time.
@Suite struct AdmissionTests {
    private let unary = NoteService.Methods.unary.path

    /// Calls that take a millisecond of the loop each, while ten others come, until 800 have come.
    private func flood(_ limit: QueueDelayLimit?, metrics: TestMetrics = TestMetrics()) throws -> Flood {
        var admission = AdmissionConfiguration()
        admission.queueDelay = limit
        let flood = Flood(path: unary)
        let wire = try Wire(NoteService(unary: { note, _ in
            flood.serve()
            return note
        }), admission: admission, refused: RefusedCalls(metrics))
        flood.begin(wire)
        return flood
    }

    @Test func callsThatWaitTooLongAreRefusedUntilTheQueueIsShort() throws {
        let metrics = TestMetrics()
        let flood = try flood(QueueDelayLimit(leastPerRound: 10), metrics: metrics)
        defer { flood.end() }
        #expect(flood.count(status: "14") > 200)
        let counter = try metrics.expectCounter(RefusedCalls.label, [("reason", "queue_delay")])
        #expect(counter.totalValue == Int64(flood.count(status: "14")))
        #expect(flood.count(status: "14") + flood.count(status: "0") == 800)
        let answer = try #require(flood.refusal)
        #expect(answer.headers["grpc-message"]?.contains("admission.queueDelay") == true)
        let pushback = try #require(answer.headers["grpc-retry-pushback-ms"].flatMap { Int($0) })
        #expect((100...200).contains(pushback))
        #expect(answer.body.isEmpty)
        #expect(try flood.callLater() == "0")
    }

    @Test func withoutTheLimitAllWait() throws {
        let flood = try flood(nil)
        defer { flood.end() }
        #expect(flood.count(status: "0") == 800)
    }

    @Test func eachRoundServesAFewWhateverTheDelay() throws {
        let flood = try flood(QueueDelayLimit())
        defer { flood.end() }
        #expect(flood.count(status: "0") == 800)
    }

    @Test func healthChecksPassUpToTheirOwnRate() throws {
        let check = MethodDescriptor<Note, Note>(service: "grpc.health.v1.Health", method: "Check", shape: .unary)
        var admission = AdmissionConfiguration()
        admission.healthCheckRate = RateLimit(perSecond: 0, burst: 3)
        let wire = try Wire(
            NoteService(unaryMethod: check), admission: admission, rate: RateLimit(perSecond: 0, burst: 2))
        let statuses = try (0..<7).map { _ in
            let stream = try wire.request(check.path)
            wire.send(try framed(Note("x")), on: stream, end: true)
            wire.settle()
            return wire.status(of: stream)
        }
        #expect(statuses == ["0", "0", "0", "0", "0", "8", "8"])
    }

    @Test func ratesOfMethodsAndPeersRefuseByName() throws {
        let limits = [MethodScope.method("martlet.test.Notes/Unary"): MethodLimits(rate: RateLimit(perSecond: 2))]
        let byMethod = try Wire(NoteService(), methods: limits)
        let byPeer = try Wire(NoteService(), rate: RateLimit(perSecond: 2))
        for (wire, name) in [(byMethod, "methods, rate"), (byPeer, "admission.peerRate")] {
            let streams = try (0..<3).map { _ in
                let stream = try wire.request(unary)
                wire.send(try framed(Note("x")), on: stream, end: true)
                wire.settle()
                return stream
            }
            #expect(streams.map { wire.status(of: $0) } == ["0", "0", "8"])
            #expect(wire.message(of: streams[2])?.contains(name) == true)
            #expect(wire.answers[streams[2].id]?.headers["grpc-retry-pushback-ms"] != nil)
        }
    }

    @Test func theAdaptiveLimitRefusesHandlersBeyondIt() throws {
        for limit in [ConcurrencyLimit(minimum: 2, initial: 2, maximum: 2), nil] {
            var admission = AdmissionConfiguration()
            admission.concurrency = limit
            let wire = try Wire(NoteService(), admission: admission)
            let streams = try (0..<3).map { _ in try wire.request(NoteService.Methods.chat.path) }
            wire.settle()
            #expect(wire.status(of: streams[2]) == (limit == nil ? nil : "14"))
            #expect(wire.message(of: streams[2])?.contains("admission.concurrency") == (limit == nil ? nil : true))
            wire.send([], on: streams[0], end: true)
            wire.settle()
            let next = try wire.request(NoteService.Methods.chat.path)
            wire.settle()
            #expect(wire.status(of: next) == nil)
        }
    }

    @Test func aDeadlineThatPassesWhileTheCallWaitsIsNotServed() throws {
        var admission = AdmissionConfiguration()
        admission.queueDelay = nil
        let holder = Mutex<Wire?>(nil)
        let wire = try Wire(NoteService(unary: { note, _ in
            holder.withLock { $0 }?.loop.spend(.milliseconds(1))
            return note
        }), admission: admission)
        holder.withLock { $0 = wire }
        defer { holder.withLock { $0 = nil } }
        let streams = try (0..<20).map { _ in
            let stream = try wire.request(unary, changing: ["grpc-timeout": "10m"])
            wire.send(try framed(Note("x")), on: stream, end: true)
            return stream
        }
        wire.settle()
        let statuses = streams.map { wire.status(of: $0) }
        #expect(statuses.prefix(9).allSatisfy { $0 == "0" })
        #expect(statuses.suffix(6).allSatisfy { $0 == "4" })
    }
}

/// A client that sends faster than the server answers.
private final class Flood: Sendable {
    private struct State {
        var wire: Wire?
        var streams: [HTTP2Stream] = []
    }

    private let path: String
    // Unchecked by the compiler only in that streams are no Sendable; one thread plays all parts.
    nonisolated(unsafe) private var state = State()

    init(path: String) { self.path = path }

    func begin(_ wire: Wire) {
        state.wire = wire
        wire.settle()
        send(40)
        wire.settle()
    }

    /// Lets go of the wire, whose service holds the flood.
    func end() { state.wire = nil }

    func serve() {
        state.wire?.loop.spend(.milliseconds(1))
        send(10)
    }

    private func send(_ count: Int) {
        for _ in 0..<min(count, 800 - state.streams.count) {
            guard let wire = state.wire, let body = try? framed(Note("x")), let stream = try? wire.request(path)
            else { return }
            wire.send(body, on: stream, end: true)
            state.streams.append(stream)
        }
        state.wire?.pumpPeer()
    }

    func count(status: String) -> Int { state.streams.count { state.wire?.status(of: $0) == status } }

    var refusal: Wire.Answer? {
        state.streams.first { state.wire?.status(of: $0) == "14" }.flatMap { state.wire?.answers[$0.id] }
    }

    /// The status of a call that comes when all is over.
    func callLater() throws -> String? {
        let wire = try #require(state.wire)
        wire.advance(by: .seconds(1))
        let stream = try wire.request(path)
        wire.send(try framed(Note("x")), on: stream, end: true)
        wire.settle()
        return wire.status(of: stream)
    }
}
