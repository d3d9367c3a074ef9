package import Martlet
package import MartletProtobuf

/// Calls of one method that go on until somebody ends them.
package struct EndlessPlan<Request: Message, Response: Message>: Sendable {
    /// Servers, which connections are shared out over, as ``Client`` takes them.
    package var targets: [String]
    /// What connections are like; their loops are the load's own.
    package var configuration: ClientConfiguration
    package var connections: Int
    /// Workers on each connection, each with one call at a time.
    package var streams: Int
    /// Event loops, a thread each, that share the connections.
    package var loops: Int
    package var method: Martlet.MethodDescriptor<Request, Response>
    package var request: Request
    /// Messages that a call sends, or takes of a stream that nothing asks for, until it ends.
    package var messages: Int
    /// What bidirectional calls do.
    package var exchange: LoadPlan.Exchange
    /// How many unary calls, or messages, all workers together begin per second, as in a Poisson process; nil: each
    /// begins when the one before has ended.
    package var rate: Double?

    package init(
        targets: [String], configuration: ClientConfiguration, connections: Int, streams: Int, loops: Int,
        method: Martlet.MethodDescriptor<Request, Response>, request: Request, messages: Int,
        exchange: LoadPlan.Exchange, rate: Double?
    ) {
        self.targets = targets
        self.configuration = configuration
        self.connections = connections
        self.streams = streams
        self.loops = loops
        self.method = method
        self.request = request
        self.messages = messages
        self.exchange = exchange
        self.rate = rate
    }

    /// A server that is not there yet is waited for; responses are decoded, as a client does who wants them.
    var call: CallPlan<Request, DecodedResponse<Response>> {
        CallPlan(
            method: .init(service: method.service, method: method.method, shape: method.shape), requests: [request],
            options: CallOptions(waitForReady: true), messages: messages, exchange: exchange, measured: .messages,
            seed: 0)
    }
}
