import Foundation

/// What `martlet load` reports, as far as the bench asks (schema `martlet-load/1`).
struct GeneratorReport: Decodable {
    struct Step: Decodable {
        struct Side: Decodable {
            let processorSeconds: Double

            enum CodingKeys: String, CodingKey { case processorSeconds = "cpu_s" }
        }

        struct Latency: Decodable {
            let p50: Double?
            let p99: Double?
        }

        let calls: Int
        let messagesSent: Int
        let messagesReceived: Int
        let server: Side?
        let latency: Latency

        enum CodingKeys: String, CodingKey {
            case calls, server
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
