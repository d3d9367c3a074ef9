import Martlet
import MartletInterop
import RawHTTP2
import Testing

/// Our client, and a bare server that it is connected to, for the time of one test.
struct SuiteClient {
    let server: RawServer
    let client: Client
    let greeter: GreeterClient

    static func run(_ body: (SuiteClient) async throws -> Void) async throws {
        let server = try RawServer()
        let client = try Client("127.0.0.1:\(server.port)", configuration: ClientConfiguration(security: .cleartext))
        defer { client.close() }
        try await body(SuiteClient(server: server, client: client, greeter: GreeterClient(client)))
    }

    /// Begins a unary call.
    func greet() -> Task<Result<GreetReply, any Error>, Never> {
        Task {
            do {
                let options = CallOptions.deadline(RawPeer.patience)
                return .success(try await greeter.greet(GreetRequest(name: "Ada"), options: options))
            } catch {
                return .failure(error)
            }
        }
    }
}

extension RawPeer {
    /// A frame of a message `Hello`, as `GreetReply` has it.
    static let reply: [UInt8] = [0, 0, 0, 0, 7, 0x0a, 5] + Array("Hello".utf8)

    /// Sends what a server says for a call that goes well.
    func answer(_ stream: UInt32) {
        send(
            .headers(stream, .reply), .data(stream, Self.reply),
            .headers(stream, ["grpc-status": "0"], endStream: true))
    }
}

extension HeaderFields {
    static let reply: HeaderFields = [":status": "200", "content-type": "application/grpc"]
}

extension Task<Result<GreetReply, any Error>, Never> {
    /// The call has got what `RawPeer.answer` said.
    func expectReply(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let reply = try await value.get()
        #expect(reply.message == "Hello", sourceLocation: sourceLocation)
    }
}
