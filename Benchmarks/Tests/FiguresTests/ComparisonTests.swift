import Figures
import Foundation
import MartletLoad
import Testing

/// Two runs are told apart when they differ, and not when only the machine does.
@Suite struct ComparisonTests {
    private let noise = [0.97, 1.02, 0.99, 1.0, 1.03, 0.98, 1.01]

    private func results(_ factor: Double, better: Results.Direction = .lower, machine: Double = 1) -> Results {
        var results = Results(
            date: Date(timeIntervalSince1970: 0),
            machine: Machine(processor: "p", processorCount: 2, kernel: "k", loadAverage: "0", revision: "r"),
            contenders: [.init(name: "martlet"), .init(name: "peer")])
        results.rows = [
            .init(
                id: "unary", title: "Unary", unit: "us", better: better, goals: [.init(1, of: "peer")],
                samples: [
                    "martlet": noise.map { $0 * factor * machine },
                    "peer": noise.reversed().map { $0 * machine },
                ])
        ]
        return results
    }

    private func outcome(_ before: Results, _ after: Results) throws -> Comparison.Outcome {
        try #require(Comparison.all(from: before, to: after, of: "martlet", least: 0.02).first).outcome
    }

    @Test func aSlowerServerIsARegression() throws {
        #expect(try outcome(results(1), results(1.2)) == .regression)
        #expect(try outcome(results(1, better: .higher), results(1.2, better: .higher)) == .improvement)
        #expect(try outcome(results(1.2), results(1)) == .improvement)
    }

    @Test func theSameServerIsNoise() throws {
        #expect(try outcome(results(1), results(1.01)) == .noise)
    }

    @Test func aSlowerMachineIsNoRegression() throws {
        #expect(try outcome(results(1), results(1, machine: 3)) == .noise)
    }

    @Test func threeRoundsSayNothing() throws {
        var short = results(1)
        short.rows[0].samples = short.rows[0].samples.mapValues { Array($0.prefix(3)) }
        #expect(try outcome(short, short) == .tooFewRounds)
    }

    @Test func aFileIsReadAsItWasWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "results.json")
        try results(1.5).write(to: file)
        let read = try Results(contentsOf: file)
        #expect(read.rows[0].samples == results(1.5).rows[0].samples)
        #expect(read.contenders.map(\.name) == ["martlet", "peer"])
    }

    @Test func anotherFormatIsRefusedByName() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "other-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(#"{"format": "martlet-bench/9"}"#.utf8).write(to: file)
        let error = #expect(throws: Results.Unusable.self) { try Results(contentsOf: file) }
        #expect(error?.description.contains("martlet-bench/9") == true)
        #expect(error?.description.contains("martlet-bench/1") == true)
    }
}
