import Figures
import Foundation
import Martlet
import MartletBenchmarkService
import MartletInterop

/// What servers need beside the processor, by contender.
struct Footprint {
    private var start = Results.Row(
        id: "start", title: "From starting the process to its first answer", unit: "ms", better: .lower,
        goals: [.init(30)] + Results.Goal.lowest)
    private var connection = Results.Row(
        id: "idle-connection", title: "Memory of an idle connection, by the slope of the resident set",
        unit: "KB per connection", better: .lower, goals: [.init(40)] + Results.Goal.lowest)
    private var stream = Results.Row(
        id: "open-stream", title: "Memory of an open StreamingCall that waits, by the slope of the resident set",
        unit: "KB per stream", better: .lower, goals: Results.Goal.lowest)
    private var size = Results.Row(
        id: "program-size", title: "The server's program on disk, without symbols", unit: "MB", better: .lower,
        goals: ["grpc-go", "grpc-swift-2"].map { Results.Goal(1, of: $0) })
    private var memory: [String: [Int: [Double]]] = [:]

    /// Streams on each of ten connections.
    private static let streams = [20, 40, 60, 80]

    var rows: [Results.Row] { [start, connection, stream, size] }

    var curve: Results.Curve {
        var curve = Results.Curve(
            id: "idle-memory", title: "Memory as idle connections grow", xLabel: "idle connections",
            yLabel: "MB resident")
        for (name, points) in memory {
            curve.series[name] = points.sorted { $0.key < $1.key }.map { .init(x: Double($0.key), samples: $0.value) }
        }
        return curve
    }

    /// The clock runs from before the process is made until a call over a new connection has its answer.
    mutating func measureStart(of entrant: Entrant, in workspace: Workspace) async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let server = try entrant.start(in: workspace)
        defer { server.stop() }
        var peers = try IdlePeers()
        try await peers.connect(1, to: server, in: workspace)
        let time = begin.duration(to: clock.now)
        await peers.close()
        start.samples[entrant.name, default: []].append(Double(time.components.attoseconds) / 1e15
            + Double(time.components.seconds) * 1000)
    }

    /// Opens a quarter of the connections after the other, and then calls on ten connections of another server.
    mutating func measureMemory(of entrant: Entrant, connections: Int, in workspace: Workspace) async throws {
        let quarters = (1...4).map { $0 * connections / 4 }
        let idle = try await slope(entrant, quarters, in: workspace) { peers, server, more in
            try await peers.connect(more, to: server, in: workspace)
        }
        for (place, bytes) in idle { memory[entrant.name, default: [:]][Int(place), default: []].append(bytes / 1e6) }
        add(idle, to: &connection, of: entrant)
        let open = try await slope(entrant, Self.streams.map { $0 * 10 }, in: workspace) { peers, server, more in
            if peers.connectionCount == 0 { try await peers.connect(10, to: server, in: workspace) }
            try await peers.call(more / 10)
        }
        add(open, to: &stream, of: entrant)
    }

    /// The program, when it is one and not a script.
    mutating func measureSize(of entrant: Entrant, in workspace: Workspace) throws {
        let program = entrant.command(0, workspace)[0]
        // C++'s has the rest in shared libraries, and Python's is Python.
        guard entrant.isJudged || ["grpc-go", "grpc-swift-2"].contains(entrant.name) else { return }
        let stripped = workspace.folder.appending(path: "stripped").path
        try Command(["strip", "-o", stripped, program]).run()
        let bytes = try FileManager.default.attributesOfItem(atPath: stripped)[.size] as? Int ?? 0
        size.samples[entrant.name] = [Double(bytes) / 1e6]
    }

    private func add(_ points: [(x: Double, y: Double)], to row: inout Results.Row, of entrant: Entrant) {
        guard let slope = LeastSquares.slope(points) else { return }
        row.samples[entrant.name, default: []].append(slope / 1000)
    }

    /// Bytes that are resident once so many are open.
    private func slope(
        _ entrant: Entrant, _ places: [Int], in workspace: Workspace,
        _ open: (inout IdlePeers, ServerProcess, Int) async throws -> Void
    ) async throws -> [(x: Double, y: Double)] {
        let server = try entrant.start(in: workspace)
        defer { server.stop() }
        var peers = try IdlePeers()
        var points: [(x: Double, y: Double)] = []
        do {
            var count = 0
            for place in places {
                try await open(&peers, server, place - count)
                count = place
                try await Task.sleep(for: .milliseconds(100))
                points.append((Double(place), Double(try server.residentMemory()) * 1024))
            }
        } catch {
            await peers.close()
            throw error
        }
        await peers.close()
        return points
    }
}
