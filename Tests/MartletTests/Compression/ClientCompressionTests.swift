import MartletCompression
import MartletHTTP2
import MartletProtobuf
import Testing

@testable import Martlet

/// What a client reads and writes compressed, against servers that keep the rules and others.
@Suite struct ClientCompressionTests {
    private let note = CompressedFrames.note()
    private let ok: KeyValuePairs<String, String> = ["grpc-status": "0"]

    private func response(of call: ClientCall) -> Result<Note, RPCError> {
        call.loop.onLoop {
            switch call.poll(Note.self) {
            case .message(let note): .success(note)
            case .failed(let error): .failure(error)
            case .end, .pending: .failure(call.failure ?? RPCError(.unknown, "nothing came"))
            }
        }
    }

    private func sent(by server: FarServer) throws -> (headers: [String: String], body: [UInt8]) {
        let request = try #require(server.requests.last)
        return (request.headers, server.bodies[request.stream.id] ?? [])
    }

    @Test func theServerIsToldWhatIsAccepted() throws {
        let server = try FarServer()
        _ = try server.call()
        let names = try sent(by: server).headers["grpc-accept-encoding"]?.split(separator: ",")
        #expect(names?.first == "identity" && names?.contains("gzip") == true && names?.contains("deflate") == true)
        #expect(try sent(by: server).headers["grpc-encoding"] == nil)

        let plain = try FarServer(client: { $0.compression.accepted = [] })
        _ = try plain.call()
        #expect(try sent(by: plain).headers["grpc-accept-encoding"] == nil)
    }

    @Test func requestsAreCompressedAsTheClientOrTheCallSays() throws {
        let server = try FarServer(client: {
            $0.requestCompression = .deflate
            $0.compression.minimumBytes = 1
        })
        for (options, expected) in [
            (CallOptions(), CompressionAlgorithm.deflate), (CallOptions(requestCompression: .gzip), .gzip),
            (CallOptions(requestCompression: .identity), .identity),
        ] {
            let call = try server.call(options: options, streaming: true)
            try server.loop.onLoop {
                try call.enqueue(note)
                call.compressesNext = false
                try call.enqueue(note)
            }
            server.settle()
            let (headers, body) = try sent(by: server)
            #expect(headers["grpc-encoding"] == (expected == .identity ? nil : "\(expected)"))
            let messages = try CompressedFrames.messages(in: body, expected)
            #expect(messages.map(\.isCompressed) == [expected != .identity, false])
            #expect(messages.map(\.note) == [note, note])
        }
    }

    @Test(arguments: CompressionAlgorithm.available)
    func compressedResponsesAreRead(algorithm: CompressionAlgorithm) throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer(
            [":status": "200", "content-type": "application/grpc", "grpc-encoding": "\(algorithm)"],
            body: try CompressedFrames.frame(note, algorithm), trailers: ok)
        #expect(response(of: call) == .success(note))
        #expect(call.loop.onLoop { call.traffic.compressedMessagesReceived } == 1)
    }

    @Test func responsesThatBreakTheRulesAreInternalErrors() throws {
        let frame = try CompressedFrames.frame(note, .gzip)
        let cases: [(encoding: String, body: [UInt8], text: String)] = [
            ("snappy", frame, "snappy"), ("deflate", frame, "deflate"), ("identity", frame, "grpc-encoding"),
            ("gzip", [3] + frame.dropFirst(), "flag"), ("gzip", CompressedFrames.frame([]), "empty"),
        ]
        for (encoding, body, text) in cases {
            let server = try FarServer(client: { $0.compression.accepted = [.gzip, .deflate] })
            let call = try server.call()
            try server.answer(
                [":status": "200", "content-type": "application/grpc", "grpc-encoding": encoding], body: body,
                trailers: ok)
            guard case .failure(let error) = response(of: call) else {
                Issue.record("\(encoding) \(text): no error")
                continue
            }
            #expect(error.code == .internalError)
            #expect(error.message.contains(text), "\(error)")
        }
    }

    @Test func whatWasNotOfferedIsNotRead() throws {
        let server = try FarServer(client: { $0.compression.accepted = [.deflate] })
        let call = try server.call()
        try server.answer(
            [":status": "200", "content-type": "application/grpc", "grpc-encoding": "gzip"],
            body: try CompressedFrames.frame(note, .gzip), trailers: ok)
        let error = #expect(throws: RPCError.self) { try response(of: call).get() }
        #expect(error?.code == .internalError)
        #expect(error?.message.contains("compression.accepted") == true)
    }

    @Test func theLimitCountsWhatComesOut() throws {
        let size = try note.encoded().count
        for limit in [size - 1, size] {
            let server = try FarServer(client: { $0.maxReceiveMessageBytes = limit })
            let call = try server.call()
            try server.answer(
                [":status": "200", "content-type": "application/grpc", "grpc-encoding": "gzip"],
                body: try CompressedFrames.frame(note, .gzip), trailers: ok)
            guard limit < size else {
                #expect(response(of: call) == .success(note))
                continue
            }
            let error = #expect(throws: RPCError.self) { try response(of: call).get() }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("maxReceiveMessageBytes") == true)
        }
    }
}
