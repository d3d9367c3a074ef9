import Figures

/// What one server gave below its peak, all rounds together.
struct Knee {
    /// The part of the peak at which servers are compared.
    static let judged = 0.7
    static let loads = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, judged, 0.8, 0.9, 0.95]
    static let fewLoads = [0.3, judged, 0.9]

    private struct Load {
        var rates: [Double] = []
        var p50: [Double] = []
        var p99: [Double] = []
        var latencies = LatencyCounts()
    }

    let name: String
    /// Calls per second of a closed loop, one a round.
    var peaks: [Double] = []
    /// How much of its processor the generator used meanwhile.
    var generatorShares: [Double] = []
    /// Above this the peak is the generator's own.
    static let spentShare = 0.9
    /// Latencies of one call at a time.
    var unloaded = LatencyCounts()
    /// By the part of the peak.
    private var loads: [Double: Load] = [:]

    init(name: String) { self.name = name }

    mutating func add(_ step: GeneratorReport.Step, at load: Double, rate: Double) {
        guard let p50 = step.latency.p50, let p99 = step.latency.p99, step.calls > 0 else { return }
        loads[load, default: Load()].rates.append(rate)
        loads[load, default: Load()].p50.append(p50)
        loads[load, default: Load()].p99.append(p99)
        loads[load, default: Load()].latencies.add(step.histogram)
    }

    /// One line about the last round.
    var summary: String {
        guard let peak = peaks.last, let share = generatorShares.last else { return name }
        let p99 = loads[Self.judged]?.p99.last.map { "\(Int($0)) us" } ?? "never reached"
        return "\(name): peak \(Int(peak)) calls/s (generator busy \(Int(share * 100)) %), p99 at 70 %: \(p99)"
    }

    static func rows(of knees: [Knee]) -> [Results.Row] {
        let peak = Results.Row(
            id: "peak", title: "UnaryCall, 100 bytes each way, 10 connections x 10 streams: the most calls",
            unit: "calls/s", better: .higher, samples: samples(of: knees) { $0.peaks })
        var p99 = Results.Row(
            id: "p99-at-70", title: "UnaryCall, 100 bytes each way, at 70 % of the server's own peak",
            unit: "us p99", better: .lower, goals: Results.Goal.lowest,
            samples: samples(of: knees) { $0.loads[judged]?.p99 ?? [] })
        if let share = knees.first?.generatorShares, !share.isEmpty, Spread(share).median > spentShare {
            p99.reservation = "the generator reaches its limit before the server does"
        }
        return [peak, p99]
    }

    static func curves(of knees: [Knee]) -> [Results.Curve] {
        [("p99", \Load.p99), ("p50", \Load.p50)].map { name, figure in
            var curve = Results.Curve(
                id: "knee-\(name)", title: "Latency against offered load, up to 95 % of the server's own peak: \(name)",
                xLabel: "calls per second offered", yLabel: "us \(name)", xScale: .logarithmic, yScale: .logarithmic)
            for knee in knees {
                curve.series[knee.name] = knee.loads.sorted { $0.key < $1.key }.map {
                    .init(x: Spread($0.value.rates).median, samples: $0.value[keyPath: figure])
                }
            }
            return curve
        }
    }

    static func profiles(of knees: [Knee]) -> [Results.Profile] {
        var alone = Results.Profile(id: "latency-alone", title: "UnaryCall, 100 bytes each way, one call at a time")
        var loaded = Results.Profile(
            id: "latency-at-70", title: "UnaryCall, 100 bytes each way, at 70 % of the server's own peak")
        for knee in knees {
            alone.series[knee.name] = knee.unloaded.quantiles
            loaded.series[knee.name] = knee.loads[judged]?.latencies.quantiles ?? []
        }
        return [alone, loaded]
    }

    private static func samples(of knees: [Knee], _ figure: (Knee) -> [Double]) -> [String: [Double]] {
        Dictionary(knees.map { ($0.name, figure($0)) }, uniquingKeysWith: { $1 }).filter { !$0.value.isEmpty }
    }
}
