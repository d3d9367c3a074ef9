/// What `martlet load` reports, as far as the benches ask (schema `martlet-load/1`).
struct GeneratorReport: Decodable {
    struct Step: Decodable {
        struct Side: Decodable {
            let processorSeconds: Double
            let peakMemory: Int

            enum CodingKeys: String, CodingKey {
                case processorSeconds = "cpu_s"
                case peakMemory = "peak_memory_kib"
            }
        }

        struct Latency: Decodable {
            let p50: Double?
            let p99: Double?
        }

        let seconds: Double
        let calls: Int
        let callRate: Double
        let messagesSent: Int
        let messagesReceived: Int
        let client: Side
        let server: Side?
        let latency: Latency
        /// Upper end in microseconds, and how many fell below it.
        let histogram: [[Double]]

        enum CodingKeys: String, CodingKey {
            case seconds, calls, client, server, histogram
            case callRate = "calls_per_s"
            case messagesSent = "messages_sent"
            case messagesReceived = "messages_received"
            case latency = "latency_us"
        }

        /// Microseconds; nil when nothing was counted.
        func serverTimePer(_ count: Int) -> Double? {
            guard let server, count > 0 else { return nil }
            return server.processorSeconds * 1e6 / Double(count)
        }
    }

    let steps: [Step]
}
