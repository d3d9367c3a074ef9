import Martlet
import Testing

/// Custom metadata both ways (gRPC over HTTP/2, "Custom-Metadata").
@Suite struct MetadataTests {
    /// Echoes the request's metadata: as headers what begins with `h-`, as trailers what begins with `t-`.
    private static let echo: @Sendable (Note, ServerContext) async throws -> Note = { note, context in
        var headers = Metadata()
        var trailers = Metadata()
        for entry in context.metadata {
            switch entry.value {
            case .text(let text) where entry.key.hasPrefix("h-"): headers.add(entry.key, text)
            case .binary(let bytes) where entry.key.hasPrefix("h-"): headers.add(entry.key, binary: bytes)
            case .text(let text) where entry.key.hasPrefix("t-"): trailers.add(entry.key, text)
            case .binary(let bytes) where entry.key.hasPrefix("t-"): trailers.add(entry.key, binary: bytes)
            default: break
            }
        }
        context.addResponseHeaders(headers)
        context.addTrailers(trailers)
        return note
    }

    @Test func textAndBytesTravelBothWaysInOrder() async throws {
        try await Loopback.run(NoteService(unary: Self.echo)) { loopback in
            var metadata: Metadata = ["h-name": "Ada", "h-name": "Grace", "t-mood": " calm, bright "]
            metadata.add("h-raw-bin", binary: [0, 255, 10, 13])
            metadata.add("t-raw-bin", binary: [0xAB, 0xAB, 0xAB])
            metadata.add("t-raw-bin", binary: [])
            let response = try await loopback.client.unaryResponse(
                NoteService.Methods.unary, Note("x"), options: .metadata(metadata))
            #expect(response.headers.values(for: "h-name") == ["Ada", "Grace"])
            #expect(response.headers.binaryValues(for: "h-raw-bin") == [[0, 255, 10, 13]])
            #expect(response.trailers.binaryValues(for: "t-raw-bin") == [[0xAB, 0xAB, 0xAB], []])
            #expect(response.trailers["t-mood"] == "calm, bright")
        }
    }

    @Test(arguments: ["grpc-timeout", "te", "content-type", ":path", "Upper Case", "user-agent", ""])
    func keysOfTheProtocolStayHere(key: String) async throws {
        try await Loopback.run { loopback in
            var metadata = Metadata()
            metadata.add(key, "1")
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note(), options: .metadata(metadata))
            }
            #expect(error?.code == .internalError)
            #expect(error?.message.contains(key.lowercased()) == true)
        }
    }

    @Test(arguments: ["a\r\nb: c", "caf\u{e9}", "nul\0"])
    func valuesThatCouldSmuggleHeadersStayHere(value: String) async throws {
        try await Loopback.run { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(
                    NoteService.Methods.unary, Note(), options: .metadata(["k": value]))
            }
            #expect(error?.code == .internalError)
        }
    }

    @Test func aHandlersWrongTrailersBecomeInternal() async throws {
        let service = NoteService(unary: { note, context in
            context.addTrailers(["bad key": "x"])
            return note
        })
        try await Loopback.run(service) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .internalError)
            #expect(error?.message.contains("bad key") == true)
        }
    }

    @Test func anErrorCarriesItsMetadata() async throws {
        let service = NoteService(unary: { _, _ in
            throw RPCError(.notFound, "no such note \u{1F426}\n100%", metadata: ["hint": "look elsewhere"])
        })
        try await Loopback.run(service) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .notFound)
            #expect(error?.message == "no such note \u{1F426}\n100%")
            #expect(error?.metadata["hint"] == "look elsewhere")
            #expect(error?.origin == .remote)
        }
    }
}
