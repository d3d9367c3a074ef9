import MartletEventLoop
import MartletProtobuf
import Testing

@testable import Martlet

/// Limits of single methods and services.
@Suite struct MethodLimitsTests {
    private let unary = NoteService.Methods.unary
    private let scope = MethodScope.method("martlet.test.Notes/Unary")

    @Test func theNarrowestScopeCounts() {
        let limits: [MethodScope: MethodLimits] = [
            .all: MethodLimits(maxReceiveMessageBytes: 1, maxSendMessageBytes: 1, maxTimeout: .seconds(1)),
            .service("a.B"): MethodLimits(maxReceiveMessageBytes: 2, maxSendMessageBytes: 2),
            .method("a.B/C"): MethodLimits(maxReceiveMessageBytes: 3),
        ]
        let chosen = MethodLimits(maxReceiveMessageBytes: 3, maxSendMessageBytes: 2, maxTimeout: .seconds(1))
        #expect(limits.limits(of: "/a.B/C") == chosen)
        #expect(limits.limits(of: "/a.B/D").maxReceiveMessageBytes == 2)
        #expect(limits.limits(of: "/a.BC/C").maxReceiveMessageBytes == 1)
    }

    @Test func messagesOfOneMethodMayBeSmallerOrLarger() async throws {
        let small = MethodLimits(maxReceiveMessageBytes: 100, maxSendMessageBytes: 50)
        try await Loopback.run(server: { $0.methods = [scope: small] }) { loopback in
            for (size, setting) in [(200, "maxReceiveMessageBytes"), (80, "maxSendMessageBytes")] {
                let error = await #expect(throws: RPCError.self) {
                    try await loopback.client.unary(unary, Note(String(repeating: "x", count: size)))
                }
                #expect(error?.code == .resourceExhausted)
                #expect(error?.message.contains(setting) == true)
            }
            for try await _ in try await loopback.client.serverStreaming(
                NoteService.Methods.expand, Note(String(repeating: "x", count: 200), number: 1)) {}
        }
    }

    @Test func deadlinesAreGivenAndCut() throws {
        let limits = MethodLimits(defaultTimeout: .milliseconds(50), maxTimeout: .milliseconds(80))
        let service = NoteService(unary: { note, _ in
            try await Task.sleep(for: .seconds(30))
            return note
        })
        let wire = try Wire(service, methods: [scope: limits])
        let asked = [nil, "20m", "70m", "1H"]
        let streams = try asked.map { timeout in
            let stream = try wire.request(unary.path, changing: ["grpc-timeout": timeout])
            wire.send(try framed(Note("x")), on: stream, end: true)
            return stream
        }
        var ends: [Int?] = streams.map { _ in nil }
        for millisecond in 1...100 {
            wire.advance(by: .milliseconds(1))
            for (index, stream) in streams.enumerated() where ends[index] == nil && wire.status(of: stream) == "4" {
                ends[index] = millisecond
            }
        }
        #expect(ends == [50, 20, 70, 80])
    }

    @Test func limitsForWhatIsNotServedAreAMistake() {
        var configuration = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext)
        configuration.methods = [.service("no.Such"): MethodLimits()]
        let server = Server(configuration, services: [NoteService()])
        let error = #expect(throws: RuntimeError.self) { try server.start() }
        #expect(error?.message.contains("no.Such") == true)
    }
}
