import Martlet
import MartletInterop
import MartletProtobuf

// The service of README.md, line by line: `ReadmeTests` compares the two.

struct Greeter: GreeterService {
    func greet(_ request: GreetRequest, context: ServerContext) async throws -> GreetReply {
        GreetReply(message: "Hello, \(request.name)!")
    }
    func watch(_ request: WatchRequest, responses: ResponseWriter<Event>, context: ServerContext) async throws {
        for sequence in 1...UInt64(max(request.count, 1)) { try await responses.write(Event(sequence: sequence)) }
    }
    func upload(_ requests: RequestStream<Chunk>, context: ServerContext) async throws -> Summary {
        var summary = Summary()
        for try await chunk in requests { summary.byteCount += UInt64(chunk.data.count) }
        return summary
    }
    func chat(_ requests: RequestStream<Line>, responses: ResponseWriter<Line>, context: ServerContext) async throws {
        for try await line in requests { try await responses.write(Line(speaker: "Greeter", text: line.text)) }
    }
}
