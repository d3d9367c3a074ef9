import Martlet
import MartletBenchmarkService

/// `grpc.testing.WorkerService`: one benchmark server or client at a time, for as long as the driver's call is open.
struct WorkerServiceServer: WorkerService {
    let site: WorkerSite
    let quit: QuitSignal
    private let occupancy = Occupancy()

    func runServer(
        _ requests: RequestStream<ServerArgs>, responses: ResponseWriter<ServerStatus>, context: ServerContext
    ) async throws {
        try occupancy.begin()
        defer { occupancy.end() }
        var arguments = requests.makeAsyncIterator()
        guard case .setup(let configuration)? = try await arguments.next()?.argtype else { throw Self.noSetup }
        let server = try BenchmarkServer(configuration, at: site)
        do {
            try await responses.write(server.status(reset: false))
            while let request = try await arguments.next() {
                guard case .mark(let mark)? = request.argtype else { throw Self.noMark }
                try await responses.write(server.status(reset: mark.reset))
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func runClient(
        _ requests: RequestStream<ClientArgs>, responses: ResponseWriter<ClientStatus>, context: ServerContext
    ) async throws {
        try occupancy.begin()
        defer { occupancy.end() }
        var arguments = requests.makeAsyncIterator()
        guard case .setup(let configuration)? = try await arguments.next()?.argtype else { throw Self.noSetup }
        let client = try await BenchmarkClient(configuration, at: site)
        do {
            try await responses.write(ClientStatus())
            while let request = try await arguments.next() {
                guard case .mark(let mark)? = request.argtype else { throw Self.noMark }
                try await responses.write(ClientStatus(stats: client.stats(reset: mark.reset)))
            }
        } catch {
            await client.stop()
            throw error
        }
        await client.stop()
    }

    func coreCount(_ request: CoreRequest, context: ServerContext) async throws -> CoreResponse {
        CoreResponse(cores: Int32(clamping: EventLoopGroup.cores))
    }

    func quitWorker(_ request: Void_, context: ServerContext) async throws -> Void_ {
        quit.give()
        return Void_()
    }

    private static let noSetup = RPCError(.invalidArgument, "the first request must hold `setup`")
    private static let noMark = RPCError(.invalidArgument, "requests after the first must hold `mark`")
}
