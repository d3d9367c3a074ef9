import ArgumentParser
import MartletLoad

/// When calls begin, how many at once, and for how long.
struct PaceOptions: ParsableArguments {
    @Option(help: "Connections.")
    var connections = 1

    @Option(help: "Closed loop: workers on each connection, each with one call at a time.")
    var streams = 1

    @Option(help: "Event loops, a thread each, that share the connections.")
    var loops = 1

    @Option(help: ArgumentHelp("How long calls count: 500ms, 10s, 2m. Default: 10s.", valueName: "time"))
    var duration: String?

    @Option(help: "How many calls count, instead of --duration.")
    var calls: Int?

    @Option(help: ArgumentHelp("How long calls are made before they count.", valueName: "time"))
    var warmUp = "1s"

    @Option(help: "Open loop: calls per second, begun whether or not earlier ones have ended.")
    var rate: Double?

    @Option(help: ArgumentHelp("Open loop at several rates, one after the other: 1000,2000,5000.", valueName: "rates"))
    var steps: String?

    @Option(help: "Open loop: constant or poisson.")
    var arrival = "constant"

    @Option(help: "Open loop: the most calls under way at once; others wait, which is part of their latency.")
    var maxOutstanding = 10_000

    @Option(
        help: """
            Messages that a client streaming or bidirectional call sends. Default: 10; but in a closed loop with \
            --duration a bidirectional call goes on to its end.
            """)
    var messages: Int?

    @Option(help: "Bidirectional calls: ping-pong or full-duplex.")
    var exchange = "ping-pong"

    @Option(help: ArgumentHelp("How long each call may take.", valueName: "time"))
    var deadline: String?

    @Option(help: ArgumentHelp("How long calls under way at the end may take.", valueName: "time"))
    var drain = "5s"

    @Option(help: "Where random arrivals and sizes begin.")
    var seed: UInt64 = 1

    /// Sets all this in the plan. Throws ``LoadError`` for what is no number or no word of the list.
    func apply(to plan: inout LoadPlan) throws(LoadError) {
        plan.connections = connections
        plan.streams = streams
        plan.loops = loops
        plan.warmUp = try Self.time(warmUp, "--warm-up")
        plan.drain = try Self.time(drain, "--drain")
        if let deadline { plan.deadline = try Self.time(deadline, "--deadline") }
        plan.maxOutstanding = maxOutstanding
        plan.messagesPerCall = messages
        plan.seed = seed
        plan.exchange = try Self.choice(exchange, "--exchange")
        plan.extent = try extent()
        plan.pace = try pace()
    }

    private func extent() throws(LoadError) -> LoadPlan.Extent {
        guard let calls else { return .duration(try Self.time(duration ?? "10s", "--duration")) }
        guard duration == nil else {
            throw LoadError("--calls", "--duration is given as well", advice: "leave one of them out")
        }
        return .calls(calls)
    }

    private func pace() throws(LoadError) -> LoadPlan.Pace {
        let arrival: LoadPlan.Arrival = try Self.choice(arrival, "--arrival")
        guard rate == nil || steps == nil else {
            throw LoadError("--steps", "--rate is given as well", advice: "leave one of them out")
        }
        if let rate { return .openLoop(rates: [rate], arrival: arrival) }
        guard let steps else { return .closedLoop }
        var rates: [Double] = []
        for text in steps.split(separator: ",", omittingEmptySubsequences: false) {
            guard let rate = Double(text) else {
                throw LoadError("--steps", "`\(text)` is no rate", advice: "write numbers with commas in between")
            }
            rates.append(rate)
        }
        return .openLoop(rates: rates, arrival: arrival)
    }

    private static func time(_ text: String, _ option: String) throws(LoadError) -> Duration {
        guard let time = Duration(text: text) else {
            throw LoadError(option, "`\(text)` is no time", advice: "write it as 500ms, 10s or 2m")
        }
        return time
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ option: String
    ) throws(LoadError) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw LoadError(option, "there is no `\(text)`", advice: "write \(choices)")
        }
        return choice
    }
}
