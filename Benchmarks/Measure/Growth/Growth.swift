import Figures

/// Something that grows while all else stays: what a call costs then, and how much memory the server takes.
struct Growth: Sendable {
    /// What varies, as the results and the command line call it.
    let name: String
    let title: String
    let xLabel: String
    let points: [Int]
    /// What the server is told.
    var serverOptions: @Sendable (Int) -> [String] = { _ in [] }
    /// What `martlet load` is told: it asks for UnaryCall.
    let arguments: @Sendable (Int) -> [String]

    static let all = [connections, streams, size, methods]

    private static let connections = Growth(
        name: "connections", title: "UnaryCall, 100 bytes each way, 1 call at a time on each connection",
        xLabel: "connections", points: [1, 10, 100, 1000, 10_000],
        arguments: { small + ["--connections", "\($0)"] })

    private static let streams = Growth(
        name: "streams", title: "UnaryCall, 100 bytes each way, calls at a time on 1 connection",
        xLabel: "streams", points: [1, 10, 100, 1000],
        arguments: { small + ["--streams", "\($0)"] })

    /// The largest is what fits into 4 MiB, the largest message that servers take unless they are told.
    private static let size = Growth(
        name: "size", title: "UnaryCall, the same payload each way, 1 call at a time on 1 connection",
        xLabel: "bytes of payload",
        points: [0, 1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, (4 << 20) - 64],
        arguments: { ["--request-bytes", "\($0)", "--data", "{\"responseSize\": \($0)}"] })

    private static let methods = Growth(
        name: "methods", title: "UnaryCall, 100 bytes each way, 10 connections x 10 streams, beside other methods",
        xLabel: "registered methods", points: [1, 10, 100, 1000, 10_000],
        serverOptions: { ["--methods", "\($0)"] },
        arguments: { _ in small + ["--connections", "10", "--streams", "10"] })

    private static let small = ["--request-bytes", "100", "--data", #"{"responseSize": 100}"#]

    /// The first, the middle and the last of the points up to `most`, or all of them.
    func places(upTo most: Int, sparse: Bool) -> [Int] {
        let all = points.filter { $0 <= most }
        guard sparse, all.count > 3 else { return all }
        return [all[0], all[all.count / 2], all[all.count - 1]]
    }

    var curve: Results.Curve {
        Results.Curve(
            id: "growth-\(name)", title: title, xLabel: xLabel, yLabel: "us server CPU per call", xScale: .logarithmic,
            yScale: .logarithmic, slopeStep: 1000)
    }

    var memoryCurve: Results.Curve {
        Results.Curve(
            id: "growth-\(name)-memory", title: "\(title): memory", xLabel: xLabel, yLabel: "MB at the peak",
            xScale: .logarithmic, yScale: .logarithmic, slopeStep: 1000)
    }
}
