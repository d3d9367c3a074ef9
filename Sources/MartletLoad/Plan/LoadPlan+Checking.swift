import Martlet

extension LoadPlan {
    /// What a plan may ask for.
    public enum Limits {
        /// Connections: 10,000.
        public static let connections = 1...10_000
        /// Workers on each connection: 10,000.
        public static let streams = 1...10_000
        /// Workers of all connections together: 100,000.
        public static let workers = 1...100_000
        /// Event loops: 256.
        public static let loops = 1...256
        /// Calls per second: a million.
        public static let rate = 0.001...1_000_000
        /// Steps of an open loop: 100.
        public static let steps = 1...100
        /// Calls of an open loop under way at once: 100,000.
        public static let outstanding = 1...100_000
        /// Counted calls: 10^12.
        public static let calls = 1...1_000_000_000_000
        /// Messages that one call sends: 10^9.
        public static let messages = 1...1_000_000_000
        /// The largest response message, in bytes: 1 GiB.
        public static let responseBytes = 1...(1 << 30)
        /// Times: a week.
        public static let duration = Duration.zero...Duration.seconds(604_800)
        /// Shortest time that counts, and shortest deadline: 1 ms.
        public static let shortest = Duration.milliseconds(1)
    }

    /// The plan, once it is known that it can be carried out. Throws ``LoadError`` that names the setting.
    public func checked() throws(LoadError) -> LoadPlan {
        try Self.check("--connections", connections, Limits.connections)
        try Self.check("--streams", streams, Limits.streams)
        try Self.check("--loops", loops, Limits.loops)
        guard loops <= connections else {
            throw LoadError(
                "--loops", "\(loops) loops can't share \(connections) connections",
                advice: "give at least as many --connections as --loops")
        }
        guard Limits.workers.contains(connections * streams) else {
            throw LoadError(
                "--streams", "\(connections) connections of \(streams) streams are more than "
                    + "\(Limits.workers.upperBound) workers",
                advice: "give fewer --connections or --streams")
        }
        try Self.check("--max-response-bytes", maxResponseBytes, Limits.responseBytes)
        try Self.check("--warm-up", warmUp, from: .zero)
        try Self.check("--drain", drain, from: .zero)
        if let deadline { try Self.check("--deadline", deadline, from: Limits.shortest) }
        switch extent {
        case .duration(let duration): try Self.check("--duration", duration, from: Limits.shortest)
        case .calls(let calls): try Self.check("--calls", calls, Limits.calls)
        }
        if let messagesPerCall { try checkMessages(messagesPerCall) }
        try checkRates()
        return self
    }

    private func checkRates() throws(LoadError) {
        guard let rates else { return }
        try Self.check("--max-outstanding", maxOutstanding, Limits.outstanding)
        guard Limits.steps.contains(rates.count) else {
            throw LoadError(
                "--steps", "\(rates.count) rates are not from 1 to \(Limits.steps.upperBound)",
                advice: "make several runs")
        }
        guard let bad = rates.first(where: { !Limits.rate.contains($0) }) else { return }
        throw LoadError(
            rates.count == 1 ? "--rate" : "--steps",
            "\(bad) calls per second are not from \(Limits.rate.lowerBound) to \(Int(Limits.rate.upperBound))",
            advice: "give a rate within the limits, or leave it out for a closed loop")
    }

    private func checkMessages(_ messages: Int) throws(LoadError) {
        guard method.shape == .clientStreaming || method.shape == .bidirectionalStreaming else {
            throw LoadError(
                "--messages", "calls of \(method.path) send one message",
                advice: "leave it out; a server's stream is as long as the request asks")
        }
        try Self.check("--messages", messages, Limits.messages)
    }

    static func check(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws(LoadError) {
        guard !range.contains(value) else { return }
        throw LoadError(
            option, "\(value) is not from \(range.lowerBound) to \(range.upperBound)",
            advice: "give a number within the limits")
    }

    private static func check(_ option: String, _ value: Duration, from least: Duration) throws(LoadError) {
        guard value < least || value > Limits.duration.upperBound else { return }
        throw LoadError(
            option, "\(value) is not from \(least) to \(Limits.duration.upperBound)",
            advice: "give a time within the limits, such as 500ms, 10s or 2m")
    }
}
