// A greeter whose methods trap when they are asked to, in a server with workers.
import Glibc
import Logging
import Martlet
import MartletInterop

@main
struct CrashingServer {
    /// Arguments: how many workers, and after how many crashes a method is fenced (0: never).
    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext,
            logger: Logger(label: "crashing-server") { StreamLogHandler.standardError(label: $0) })
        configuration.logger.logLevel = .notice
        configuration.workers = WorkerConfiguration(
            count: numbers.first ?? 1, fenceAfterCrashes: numbers.last.flatMap { $0 > 0 ? $0 : nil })
        let server = Server(configuration, services: [CrashingGreeter()])
        let addresses = try server.start()
        if Server.workerIndex == nil {
            print("listening on \(addresses[0])")
            fflush(nil)
        }
        try await server.serve()
    }
}

/// Says which process it is.
struct CrashingGreeter: GreeterService {
    private var process: String { "\(getpid())" }

    func greet(_ request: GreetRequest, context: ServerContext) async throws -> GreetReply {
        switch request.name {
        case "trap": Self.trap()
        case "trap after a while":
            try await Task.sleep(for: .milliseconds(20))
            Self.trap()
        case "abort": abort()
        case "overflow": print(Self.descend(request.name.utf8.count))
        default: break
        }
        return GreetReply(message: process)
    }

    func watch(_ request: WatchRequest, responses: ResponseWriter<Event>, context: ServerContext) async throws {
        for sequence in 1...UInt64(max(1, request.count)) { try await responses.write(Event(sequence: sequence)) }
    }

    func upload(_ requests: RequestStream<Chunk>, context: ServerContext) async throws -> Summary {
        for try await chunk in requests where chunk.data.isEmpty { Self.trap() }
        return Summary()
    }

    func chat(_ requests: RequestStream<Line>, responses: ResponseWriter<Line>, context: ServerContext) async throws {
        for try await _ in requests { try await responses.write(Line(speaker: process)) }
    }

    /// Goes on until the stack is used up.
    @inline(never)
    private static func descend(_ depth: Int) -> Int { depth == 0 ? 0 : descend(depth + 1) + depth }

    private static func trap() {
        let nothing: [Int] = CommandLine.arguments.isEmpty ? [1] : []
        print(nothing[0])
    }
}
