import Martlet
import MartletProtobuf

/// What each call of a worker is.
struct CallPlan<Request: Message, Response: CountedMessage>: Sendable {
    /// What latencies are those of.
    enum Measured: Sendable {
        /// Of calls, however they end; of ping-pong, of round trips.
        case calls
        /// As the official drivers have it: of unary calls that end well, of round trips, of handing over a message
        /// that nothing answers, and of the time between messages that come unasked.
        case messages
    }

    var method: Martlet.MethodDescriptor<Request, Response>
    /// What messages are chosen from; one at least.
    var requests: [Request]
    var options: CallOptions
    /// Messages that a call sends; of a server's stream that is measured by messages, those that it takes before it
    /// cancels. Nil: as many as fit into the window.
    var messages: Int?
    var exchange: LoadPlan.Exchange
    var measured = Measured.calls
    /// Where the random choice of requests begins.
    var seed: UInt64
}

extension LoadPlan {
    var call: CallPlan<EncodedRequest, MeasuredResponse> {
        CallPlan(
            method: method.opaque, requests: requests.requests,
            options: CallOptions(timeout: deadline, metadata: metadata), messages: messagesToSend, exchange: exchange,
            seed: seed)
    }
}
