import Foundation
import Martlet
import MartletLoad
import Testing

/// The report says the same as the step, in JSON that any reader takes.
@Suite struct ReportTests {
    @Test func theJSONHoldsWhatTheStepSays() async throws {
        try await Site.serving([CountedService()]) { site in
            let plan = try await site.plan("UnaryCall") {
                $0.extent = .calls(100)
                $0.serverProcess = getpid()
            }
            let report = try await LoadRun(plan, revision: "a \"quoted\"\nrevision\u{1}").report()
            let step = try #require(report.steps.first)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
            #expect(json["schema"] as? String == "martlet-load/1")
            let environment = try #require(json["environment"] as? [String: Any])
            #expect(environment["revision"] as? String == "a \"quoted\"\nrevision\u{1}")
            #expect((environment["cores"] as? Int ?? 0) > 0)
            let first = try #require((json["steps"] as? [[String: Any]])?.first)
            #expect(first["calls"] as? Int == 100)
            #expect(first["statuses"] as? [String: Int] == ["OK": 100])
            let latency = try #require(first["latency_us"] as? [String: Double])
            #expect(latency.count == 11 && latency["count"] == 100)
            #expect(abs((latency["p99"] ?? 0) - step.latency(percentile: 99)) < 0.001)
            let pairs = try #require(first["histogram"] as? [[Double]])
            #expect(pairs.reduce(0) { $0 + $1[1] } == 100)
            #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0[0] < $1[0] })
            let client = try #require(first["client"] as? [String: Double])
            #expect((client["cpu_us_per_call"] ?? 0) > 0 && (client["peak_memory_kib"] ?? 0) > 0)
            // The server is this process too.
            let server = try #require(first["server"] as? [String: Double])
            #expect((server["cpu_us_per_call"] ?? 0) > 0 && (server["peak_memory_kib"] ?? 0) > 0)
            let wire = try #require(first["wire"] as? [String: Int])
            // At the least the frames of 100 calls: HEADERS and DATA out, HEADERS, DATA and HEADERS in.
            #expect((wire["bytes_sent"] ?? 0) >= 100 * 23 && (wire["bytes_received"] ?? 0) >= 100 * 32)
            #expect(wire["connections_opened"] == 1)
            #expect(report.table.contains("OK 100"))
        }
    }

    @Test func aServerThatIsNotThereIsSaidAtOnce() async throws {
        let plan = try await Site(port: 1).plan("UnaryCall")
        let error = try await #require(throws: RPCError.self) { try await LoadRun(plan).report() }
        #expect(error.code == .unavailable)
    }

    @Test func statusesHaveNamesAndNumbers() {
        #expect(StatusName.code(of: "OK") == 0 && StatusName.code(of: "not_found") == 5)
        #expect(StatusName.code(of: "16") == 16 && StatusName.code(of: "17") == nil)
        #expect(StatusName.of(0) == "OK" && StatusName.of(14) == "UNAVAILABLE")
    }
}
