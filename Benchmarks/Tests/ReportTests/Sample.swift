import Figures
import Foundation
import MartletLoad

/// A run with every kind of figure, and awkward ones: a name with markup in it, lines that end at one point, a peer
/// that is missing.
enum Sample {
    static let names = ["martlet", "nghttpd", "grpc-swift-2", "C++ <gRPC> & co"]

    static func results(day: Int, revision: String, factor: Double = 1) -> Results {
        var results = Results(
            date: Date(timeIntervalSince1970: 1_790_000_000 + Double(day) * 86_400),
            machine: Machine(
                processor: "Some Processor", processorCount: 2, kernel: "6.1", loadAverage: "0.10 0.20 0.30",
                revision: revision),
            contenders: names.map { .init(name: $0, version: "1.0") }
                + [.init(name: "grpc-go", missing: "Go is not installed")])
        results.rows = [row("unary-100", 7.2 * factor), row("idle", 33, goals: [.init(40)])]
        results.curves = [curve("growth", .logarithmic), curve("knee", .linear)]
        results.profiles = [profile]
        return results
    }

    private static func row(
        _ id: String, _ base: Double,
        goals: [Results.Goal] = [.init(0.85, of: "nghttpd"), .init(0.05, of: "grpc-swift-2")]
    ) -> Results.Row {
        var row = Results.Row(
            id: id, title: "Unary, 100 bytes (\(id))", unit: "us CPU per call", better: .lower, goals: goals)
        for (index, name) in names.enumerated() {
            row.samples[name] = (0..<7).map { base * Double(1 + index * index * 4) * (1 + Double($0) / 50) }
        }
        return row
    }

    private static func curve(_ id: String, _ scale: Results.Curve.Scale) -> Results.Curve {
        var curve = Results.Curve(
            id: id, title: "CPU per call as connections grow (\(id))", xLabel: "connections", yLabel: "us CPU per call",
            xScale: scale, yScale: scale, slopeStep: scale == .linear ? 100 : nil)
        for (index, name) in names.enumerated() {
            curve.series[name] = [1, 10, 100, 1000, 10_000].map { x in
                .init(x: x, samples: (0..<5).map { Double(7 + index) + x / 2000 + Double($0) / 10 })
            }
        }
        return curve
    }

    private static var profile: Results.Profile {
        var profile = Results.Profile(id: "latency", title: "Latency of a unary call, 1 x 1")
        for (index, name) in names.enumerated() {
            profile.series[name] = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999].map {
                .init(quantile: $0, microseconds: Double(90 + 20 * index) / (1 - $0).squareRoot())
            }
        }
        return profile
    }
}
