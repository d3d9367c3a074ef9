import Figures
import Foundation
import MartletLoad
import Testing

/// Several benches of one run share a file.
@Suite struct MergingTests {
    private func results(_ contenders: [Results.Contender], _ rows: [(id: String, sample: Double)]) -> Results {
        var results = Results(
            date: Date(timeIntervalSince1970: 0),
            machine: Machine(processor: "p", processorCount: 2, kernel: "k", loadAverage: "0", revision: "r"),
            contenders: contenders)
        results.rows = rows.map {
            .init(id: $0.id, title: $0.id, unit: "us", better: .lower, samples: ["martlet": [$0.sample]])
        }
        return results
    }

    @Test func rowsAreAddedAndThoseMeasuredAgainReplaced() {
        var all = results([.init(name: "martlet")], [("a", 1), ("b", 2)])
        all.merge(results([.init(name: "martlet")], [("b", 3), ("c", 4)]))
        #expect(all.rows.map(\.id) == ["a", "b", "c"])
        #expect(all.rows.map { $0.samples["martlet"] } == [[1], [3], [4]])
    }

    @Test func aContenderThatWasMeasuredSomewhereIsNotMissing() {
        var all = results([.init(name: "martlet"), .init(name: "peer", missing: "not built")], [])
        all.merge(results([.init(name: "peer", version: "2"), .init(name: "other")], []))
        #expect(all.contenders.map(\.name) == ["martlet", "peer", "other"])
        #expect(all.contenders[1].missing == nil)
        #expect(all.contenders[1].version == "2")
    }

    @Test func whatFailedStaysKnownWhenOtherBenchesFollow() throws {
        var all = results([.init(name: "martlet")], [("a", 1)])
        all.failures = [.init(bench: "growth", reason: "no server")]
        all.merge(results([.init(name: "martlet")], [("b", 2)]))
        var failed = results([.init(name: "martlet")], [])
        failed.failures = [.init(bench: "knee", reason: "no client")]
        all.merge(failed)
        #expect(all.failures?.map(\.bench) == ["growth", "knee"])
        #expect(all.rows.map(\.id) == ["a", "b"])
    }

    @Test func aFileThatStandsIsAddedTo() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "merging-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "run.json")
        try results([.init(name: "martlet")], [("a", 1)]).add(to: file)
        try results([.init(name: "martlet")], [("b", 2)]).add(to: file)
        #expect(try Results(contentsOf: file).rows.map(\.id) == ["a", "b"])
    }
}
