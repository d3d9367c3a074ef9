import Martlet

extension LoadReport {
    /// The report as lines of text, a block for each step.
    public var table: String {
        let header = "\(plan.method.path) (\(plan.method.shape.rawValue)) at \(plan.target), \(pace)"
        return ([header] + steps.map { step in
            step.lines(measuresRoundTrips: measuresRoundTrips).map { name, value in
                "  " + name + String(repeating: " ", count: max(1, 14 - name.count)) + value
            }.joined(separator: "\n")
        }).joined(separator: "\n\n") + "\n"
    }

    private var pace: String {
        let connections = "\(plan.connections) connection\(plan.connections == 1 ? "" : "s")"
        switch plan.pace {
        case .closedLoop: return "\(connections) x \(plan.streams) in a closed loop"
        case .openLoop(_, let arrival): return "\(connections), open loop, \(arrival.rawValue) arrival"
        }
    }
}

extension LoadStep {
    fileprivate func lines(measuresRoundTrips: Bool) -> [(name: String, value: String)] {
        var lines: [(name: String, value: String)] = []
        if let rate { lines.append(("rate asked", "\(Self.short(rate))/s")) }
        lines.append(("calls", "\(calls) in \(Self.short(seconds)) s, \(Self.short(callRate))/s"))
        lines.append((
            "messages",
            "\(messagesSent) out, \(messagesReceived) in, \(Self.short(messageRate))/s in, "
                + "\(responseBytes) bytes in"))
        lines.append(("statuses", statuses.map { "\(StatusName.of($0.code)) \($0.count)" }.joined(separator: ", ")))
        let oddities = [("cut", cut), ("unfinished", unfinished), ("late", late), ("not started", notStarted)]
        for (name, count) in oddities where count > 0 { lines.append((name, "\(count)")) }
        if let firstFailure { lines.append(("first failure", "\(firstFailure)")) }
        lines += latencyLines(of: measuresRoundTrips ? "round trips" : "latency")
        lines.append(("client", Self.text(own, perCall(own), perMessage(own))))
        if let server { lines.append(("server", Self.text(server, perCall(server), perMessage(server)))) }
        lines.append(("wire", "\(bytesSent) bytes out, \(bytesReceived) bytes in"))
        return lines
    }

    private func latencyLines(of name: String) -> [(name: String, value: String)] {
        guard latencies > 0 else { return [] }
        let values = Self.percentiles.map { ("\(Self.name(of: $0))", latency(percentile: $0)) }
            + [("max", Double(figures.latency.greatest) / 1_000), ("mean", figures.latency.mean)]
        return [(name, values.map { "\($0.0) \(Self.short($0.1))" }.joined(separator: "  ") + " us")]
    }

    private static func text(_ usage: ProcessUsage, _ perCall: Double?, _ perMessage: Double?) -> String {
        let call = perCall.map { "\(short($0)) us/call, " } ?? ""
        let message = perMessage.map { "\(short($0)) us/message, " } ?? ""
        return "\(call)\(message)peak \(usage.peakMemory) KiB, "
            + "switches \(usage.voluntarySwitches) voluntary, \(usage.involuntarySwitches) not"
    }

    /// Two decimals below a hundred, none above.
    private static func short(_ value: Double) -> String {
        abs(value) >= 100 ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)"
    }
}
