import Martlet

/// Four methods, one of each shape, whose handlers a test chooses.
struct NoteService: RPCService {
    enum Methods {
        static let unary = MethodDescriptor<Note, Note>(service: "martlet.test.Notes", method: "Unary", shape: .unary)
        static let collect = MethodDescriptor<Note, Note>(
            service: "martlet.test.Notes", method: "Collect", shape: .clientStreaming)
        static let expand = MethodDescriptor<Note, Note>(
            service: "martlet.test.Notes", method: "Expand", shape: .serverStreaming)
        static let chat = MethodDescriptor<Note, Note>(
            service: "martlet.test.Notes", method: "Chat", shape: .bidirectionalStreaming)
        static let missing = MethodDescriptor<Note, Note>(
            service: "martlet.test.Notes", method: "Missing", shape: .unary)
    }

    var unary: @Sendable (Note, ServerContext) async throws -> Note = { note, _ in note }

    var collect: @Sendable (RequestStream<Note>, ServerContext) async throws -> Note = { notes, _ in
        var sum = Note()
        for try await note in notes {
            sum.text += note.text
            sum.number += note.number
        }
        return sum
    }

    var expand: @Sendable (Note, ResponseWriter<Note>, ServerContext) async throws -> Void = { note, responses, _ in
        for number in 0..<note.number { try await responses.write(Note(note.text, number: number)) }
    }

    var chat: @Sendable (RequestStream<Note>, ResponseWriter<Note>, ServerContext) async throws -> Void = {
        notes, responses, _ in
        for try await note in notes { try await responses.write(note) }
    }

    /// Under which name `unary` is served.
    var unaryMethod = Methods.unary

    /// Called when the server is told to end.
    var willDrain: @Sendable () -> Void = {}

    nonisolated func serverWillDrain() { willDrain() }

    nonisolated func register(in methods: inout MethodRegistry) {
        methods.unary(unaryMethod, unary)
        methods.clientStreaming(Methods.collect, collect)
        methods.serverStreaming(Methods.expand, expand)
        methods.bidirectionalStreaming(Methods.chat, chat)
    }
}
