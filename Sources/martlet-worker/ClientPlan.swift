import Martlet
import MartletBenchmarkService
import MartletInterop

/// What a benchmark client is asked to do, once it is known that it can be done.
struct ClientPlan: Sendable {
    /// Bounds on what a driver may ask for, so that its mistake does not exhaust the machine.
    static let mostChannels = 1000
    static let mostCallsPerChannel = 10_000

    let targets: [String]
    let channels: Int
    let callsPerChannel: Int
    let loops: Int
    let method: RpcType
    let request: SimpleRequest
    let messagesPerStream: Int
    /// How many calls each slot begins per second; nil where each waits for the one before.
    let callsPerSecond: Double?
    /// Empty.
    let histogram: LatencyHistogram

    /// Throws `INVALID_ARGUMENT` or `UNIMPLEMENTED`, naming the field.
    init(_ configuration: ClientConfig) throws(RPCError) {
        guard !configuration.serverTargets.isEmpty else {
            throw RPCError(.invalidArgument, "server_targets: there must be one at least")
        }
        targets = configuration.serverTargets
        channels = try Self.count(configuration.clientChannels, "client_channels", atMost: Self.mostChannels)
        callsPerChannel = try Self.count(
            configuration.outstandingRpcsPerChannel, "outstanding_rpcs_per_channel", atMost: Self.mostCallsPerChannel)
        loops = try ThreadCount.of(
            configuration.asyncClientThreads, "async_client_threads", or: configuration.coreLimit, "core_limit")
        guard CallSlot.methods.contains(configuration.rpcType) else {
            throw RPCError(.invalidArgument, "rpc_type: \(configuration.rpcType) is not known")
        }
        method = configuration.rpcType
        request = try Self.request(configuration.payloadConfig)
        messagesPerStream = configuration.messagesPerStream > 0 ? Int(configuration.messagesPerStream) : .max
        callsPerSecond = try Self.rate(configuration.loadParams).map { [channels, callsPerChannel] in
            $0 / Double(channels * callsPerChannel)
        }
        histogram = try LatencyHistogram(configuration.histogramParams ?? HistogramParams())
    }

    private static func count(_ value: Int32, _ name: String, atMost most: Int) throws(RPCError) -> Int {
        guard value >= 1, value <= most else {
            throw RPCError(.invalidArgument, "\(name): \(value) is not from 1 to \(most)")
        }
        return Int(value)
    }

    private static func request(_ configuration: PayloadConfig?) throws(RPCError) -> SimpleRequest {
        switch configuration?.payload {
        case nil: return SimpleRequest()
        case .simpleParams(let sizes):
            let payload = sizes.reqSize == 0 ? nil : try Payload.zeros(askedFor: sizes.reqSize)
            return SimpleRequest(responseSize: sizes.respSize, payload: payload)
        case .bytebufParams: throw RPCError(.unimplemented, "payload_config: bytebuf_params can't be sent")
        case .complexParams: throw RPCError(.unimplemented, "payload_config: complex_params can't be sent")
        }
    }

    private static func rate(_ parameters: LoadParams?) throws(RPCError) -> Double? {
        switch parameters?.load {
        case nil, .closedLoop: return nil
        case .poisson(let poisson):
            guard poisson.offeredLoad > 0, poisson.offeredLoad.isFinite else {
                throw RPCError(.invalidArgument, "offered_load: \(poisson.offeredLoad) is not above zero")
            }
            return poisson.offeredLoad
        }
    }
}
