import Martlet
import MartletBenchmarkService
import MartletInterop
import MartletLoad

extension ClientConfig {
    /// Bounds on what a driver may ask for, so that its mistake does not exhaust the machine.
    private static let mostChannels = 1000
    private static let mostCallsPerChannel = 10_000

    /// What the client is asked to do, once it is known that it can be done. Throws `RPCError` that names the field.
    func plan(at site: WorkerSite) throws -> EndlessPlan<SimpleRequest, SimpleResponse> {
        guard !serverTargets.isEmpty else {
            throw RPCError(.invalidArgument, "server_targets: there must be one at least")
        }
        let (method, exchange) = try methodAndExchange()
        return EndlessPlan(
            targets: serverTargets.map { "dns:///\($0)" },
            configuration: ClientConfiguration(
                security: try site.clientSecurity(securityParams), logger: site.logger),
            connections: try Self.count(clientChannels, "client_channels", atMost: Self.mostChannels),
            streams: try Self.count(
                outstandingRpcsPerChannel, "outstanding_rpcs_per_channel", atMost: Self.mostCallsPerChannel),
            loops: try ThreadCount.of(asyncClientThreads, "async_client_threads", or: coreLimit, "core_limit"),
            method: method, request: try request(), messages: messagesPerStream > 0 ? Int(messagesPerStream) : .max,
            exchange: exchange, rate: try rate())
    }

    private typealias Method = Martlet.MethodDescriptor<SimpleRequest, SimpleResponse>

    private func methodAndExchange() throws(RPCError) -> (Method, LoadPlan.Exchange) {
        switch rpcType {
        case .unary: (BenchmarkServiceMethods.unaryCall, .pingPong)
        case .streaming: (BenchmarkServiceMethods.streamingCall, .pingPong)
        case .streamingFromClient: (BenchmarkServiceMethods.streamingFromClient, .pingPong)
        case .streamingFromServer: (BenchmarkServiceMethods.streamingFromServer, .pingPong)
        case .streamingBothWays: (BenchmarkServiceMethods.streamingBothWays, .fullDuplex)
        default: throw RPCError(.invalidArgument, "rpc_type: \(rpcType) is not known")
        }
    }

    private static func count(_ value: Int32, _ name: String, atMost most: Int) throws(RPCError) -> Int {
        guard value >= 1, value <= most else {
            throw RPCError(.invalidArgument, "\(name): \(value) is not from 1 to \(most)")
        }
        return Int(value)
    }

    private func request() throws(RPCError) -> SimpleRequest {
        switch payloadConfig?.payload {
        case nil: return SimpleRequest()
        case .simpleParams(let sizes):
            let payload = sizes.reqSize == 0 ? nil : try Payload.zeros(askedFor: sizes.reqSize)
            return SimpleRequest(responseSize: sizes.respSize, payload: payload)
        case .bytebufParams: throw RPCError(.unimplemented, "payload_config: bytebuf_params can't be sent")
        case .complexParams: throw RPCError(.unimplemented, "payload_config: complex_params can't be sent")
        }
    }

    /// Nil where each call waits for the one before.
    private func rate() throws(RPCError) -> Double? {
        switch loadParams?.load {
        case nil, .closedLoop: return nil
        case .poisson(let poisson):
            guard poisson.offeredLoad > 0, poisson.offeredLoad.isFinite else {
                throw RPCError(.invalidArgument, "offered_load: \(poisson.offeredLoad) is not above zero")
            }
            return poisson.offeredLoad
        }
    }
}
