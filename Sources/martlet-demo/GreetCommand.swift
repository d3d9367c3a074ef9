import ArgumentParser
import Martlet
import MartletInterop
import MartletProtobuf

/// Calls the greeter in all four shapes.
struct GreetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greet", abstract: "Call greeter.v1.Greeter in all four shapes.")

    @Argument(help: "Who is greeted.")
    var name: String

    @OptionGroup var target: Target

    func run() async throws {
        let client = try target.connect()
        let greeter = GreeterClient(client)
        let reply = try await greeter.greet(GreetRequest(name: name), options: .deadline(.seconds(10)))
        print("Greet: \(reply.message)")
        try await watch(greeter)
        try await upload(greeter)
        try await chat(greeter)
        client.close()
    }

    private func watch(_ greeter: GreeterClient) async throws {
        let call = try await greeter.watch(WatchRequest(name: name, count: 3, intervalMs: 1))
        for try await event in call.responses {
            print("Watch: \(event.sequence) \(event.kind == .greeted ? event.message : "(nothing happened)")")
        }
    }

    private func upload(_ greeter: GreeterClient) async throws {
        let call = try await greeter.upload()
        for piece in ["Dear ", name, ", hello."] { try await call.send(Chunk(data: Bytes(piece.utf8))) }
        let summary = try await call.finish()
        print("Upload: \(summary.chunkCount) chunks, \(summary.byteCount) bytes")
    }

    private func chat(_ greeter: GreeterClient) async throws {
        let call = try await greeter.chat()
        for text in ["Hello!", "Still there?"] { try await call.send(Line(speaker: name, text: text)) }
        await call.finishSending()
        for try await line in call.responses { print("Chat: \(line.speaker): \(line.text)") }
    }
}
