import Martlet

extension LoadReport {
    /// The report as JSON, as ``LoadReport`` describes it.
    public var json: String {
        var json = JSONText()
        json.object { report in
            report.member("schema", Self.schema)
            report.object("plan") { plan.write(to: &$0) }
            report.object("environment") { environment in
                environment.member("processor", machine.processor)
                environment.member("cores", machine.processorCount)
                environment.member("kernel", "Linux \(machine.kernel)")
                environment.member("load_average", machine.loadOfLastMinute)
                environment.member("revision", machine.revision)
            }
            report.member("latency_of", measuresRoundTrips ? "round_trip" : "call")
            report.array("steps") { steps in
                for step in self.steps { steps.object { step.write(to: &$0) } }
            }
        }
        return json.text + "\n"
    }
}

extension LoadPlan {
    fileprivate func write(to json: inout JSONText) {
        json.member("target", target)
        if case .cleartext = security { json.member("security", "cleartext") } else { json.member("security", "tls") }
        json.member("method", method.path)
        json.member("shape", method.shape.rawValue)
        json.array("request_bytes") { $0.line([Double(requests.sizes.lowerBound), Double(requests.sizes.upperBound)]) }
        json.member("connections", connections)
        json.member("streams", streams)
        json.member("loops", loops)
        json.member("warm_up_s", warmUp.seconds)
        switch extent {
        case .duration(let duration): json.member("duration_s", duration.seconds)
        case .calls(let calls): json.member("calls", calls)
        }
        writePace(to: &json)
        json.member("messages_per_call", messagesToSend)
        if method.shape == .bidirectionalStreaming { json.member("exchange", exchange.rawValue) }
        json.member("deadline_s", deadline?.seconds)
        json.member("drain_s", drain.seconds)
        json.member("seed", Double(seed))
    }

    private func writePace(to json: inout JSONText) {
        guard case .openLoop(let rates, let arrival) = pace else { return json.member("pace", "closed") }
        json.member("pace", "open")
        json.array("rates") { $0.line(rates) }
        json.member("arrival", arrival.rawValue)
        json.member("max_outstanding", maxOutstanding)
    }
}

extension LoadStep {
    fileprivate func write(to json: inout JSONText) {
        json.member("rate", rate)
        json.member("seconds", seconds)
        json.member("calls", calls)
        json.member("calls_begun", callsBegun)
        json.member("calls_per_s", callRate)
        json.member("messages_sent", messagesSent)
        json.member("messages_received", messagesReceived)
        json.member("messages_per_s", messageRate)
        json.member("response_bytes", responseBytes)
        json.object("statuses") { json in
            for (code, count) in statuses { json.member(StatusName.of(code), count) }
        }
        json.member("first_failure", firstFailure.map { "\($0)" })
        json.member("cut", cut)
        json.member("unfinished", unfinished)
        json.member("late", late)
        json.member("not_started", notStarted)
        json.object("latency_us") { writeLatency(to: &$0) }
        json.array("histogram") { json in
            for (upper, count) in figures.latency.pairs { json.line([Double(upper) / 1_000, Double(count)]) }
        }
        write(own, "client", to: &json)
        if let server { write(server, "server", to: &json) } else { json.member("server", Int?.none) }
        json.object("wire") { json in
            json.member("bytes_sent", bytesSent)
            json.member("bytes_received", bytesReceived)
            json.member("connections_opened", connectionsOpened)
        }
    }

    private func writeLatency(to json: inout JSONText) {
        json.member("count", latencies)
        json.member("mean", figures.latency.mean)
        json.member("min", latencies > 0 ? Double(figures.latency.least) / 1_000 : 0)
        for percentile in Self.percentiles {
            json.member(Self.name(of: percentile), latency(percentile: percentile))
        }
        json.member("max", Double(figures.latency.greatest) / 1_000)
    }

    /// `p50`, `p99.9`.
    static func name(of percentile: Double) -> String {
        percentile == percentile.rounded() ? "p\(Int(percentile))" : "p\(percentile)"
    }

    private func write(_ usage: ProcessUsage, _ key: String, to json: inout JSONText) {
        json.object(key) { json in
            json.member("cpu_us_per_call", perCall(usage))
            json.member("cpu_us_per_message", perMessage(usage))
            json.member("cpu_s", usage.processorTime.seconds)
            json.member("peak_memory_kib", usage.peakMemory)
            json.member("voluntary_switches", usage.voluntarySwitches)
            json.member("involuntary_switches", usage.involuntarySwitches)
        }
    }

    /// Microseconds on a processor for each counted call; nil when there was none.
    func perCall(_ usage: ProcessUsage) -> Double? {
        calls > 0 ? usage.processorTime.seconds * 1e6 / Double(calls) : nil
    }

    /// Microseconds on a processor for each message received; nil when there was none.
    func perMessage(_ usage: ProcessUsage) -> Double? {
        messagesReceived > 0 ? usage.processorTime.seconds * 1e6 / Double(messagesReceived) : nil
    }
}
