import Foundation
import Martlet
import MartletBenchmarkService
import MartletEventLoop
import MartletInterop

/// Connections and calls that are open and do nothing, so that what a server keeps for them can be weighed.
struct IdlePeers {
    private let group: EventLoopGroup
    private var clients: [Client] = []
    private var calls: [Call] = []

    private typealias Call = BidirectionalCall<SimpleRequest, SimpleResponse>

    init() throws { group = try EventLoopGroup(count: 1) }

    var connectionCount: Int { clients.count }

    /// Opens more connections; each has answered one call, as those of clients have.
    mutating func connect(_ count: Int, to server: ServerProcess, in workspace: Workspace) async throws {
        for _ in 0..<count {
            let client = try Client(
                "127.0.0.1:\(server.port)",
                configuration: ClientConfiguration(
                    security: workspace.clientSecurity, eventLoop: group.loops[0]))
            try await client.connect()
            _ = try await BenchmarkServiceClient(client).unaryCall(SimpleRequest(), options: .deadline(.seconds(10)))
            clients.append(client)
        }
    }

    /// Opens more calls on each connection; each has exchanged one message of 100 bytes and waits for the next.
    mutating func call(_ count: Int) async throws {
        let request = SimpleRequest(responseSize: 100, payload: Payload(body: .init([UInt8](repeating: 0, count: 100))))
        for client in clients {
            for _ in 0..<count {
                let call = try await BenchmarkServiceClient(client).streamingCall()
                try await call.send(request)
                var responses = call.responses.makeAsyncIterator()
                guard try await responses.next() != nil else {
                    throw Command.Failure(description: "the server ended a stream of StreamingCall")
                }
                calls.append(call)
            }
        }
    }

    func close() async {
        for call in calls { call.cancel() }
        for client in clients { client.close() }
        await group.stop()
    }
}

extension Workspace {
    /// How a client of this process reaches a server.
    var clientSecurity: ClientSecurity {
        cleartext ? .cleartext : .tls(trustRoots: .pem(.file(certificate)), identity: nil, serverName: "localhost")
    }
}
