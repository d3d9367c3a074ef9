public import Martlet

/// `greeter.v1.Greeter`: one method in each call shape, small enough to start an own service from.
public nonisolated struct GreeterServer: GreeterService {
    private let guestBook = GuestBook()

    /// Creates a greeter that has greeted nobody yet.
    public init() {}

    public func greet(_ request: GreetRequest, context: ServerContext) async throws -> GreetReply {
        guard !request.name.isEmpty else { throw RPCError(.invalidArgument, "`name` must not be empty") }
        let greeting = try greeting(for: request.name, language: request.language ?? "en")
        guestBook.add(GuestBook.Entry(name: request.name, greeting: greeting))
        return GreetReply(message: greeting)
    }

    public func watch(
        _ request: WatchRequest, responses: ResponseWriter<Event>, context: ServerContext
    ) async throws {
        var reader = guestBook.reader(of: request.name)
        var sequence: UInt64 = 0
        while request.count == 0 || sequence < UInt64(request.count) {
            if sequence > 0 { try await Task.sleep(for: .milliseconds(request.intervalMs)) }
            sequence += 1
            if let entry = reader.next() {
                try await responses.write(Event(sequence: sequence, kind: .greeted, message: entry.greeting))
            } else {
                try await responses.write(Event(sequence: sequence, kind: .heartbeat))
            }
        }
    }

    public func upload(_ requests: RequestStream<Chunk>, context: ServerContext) async throws -> Summary {
        var summary = Summary()
        for try await chunk in requests {
            summary.chunkCount &+= 1
            summary.byteCount &+= UInt64(chunk.data.count)
        }
        return summary
    }

    public func chat(
        _ requests: RequestStream<Line>, responses: ResponseWriter<Line>, context: ServerContext
    ) async throws {
        for try await line in requests {
            let speaker = line.speaker.isEmpty ? "stranger" : line.speaker
            let text = line.text.hasSuffix("?") ? "Good question, \(speaker)." : "I hear you, \(speaker)."
            try await responses.write(Line(speaker: "Greeter", text: text))
        }
    }

    private func greeting(for name: String, language: String) throws -> String {
        switch language.split(separator: "-").first {
        case "en": return "Hello, \(name)!"
        case "sv": return "Hej, \(name)!"
        case "de": return "Hallo, \(name)!"
        default: throw RPCError(.invalidArgument, "no greeting in the language `\(language)`; try en, sv or de")
        }
    }
}
