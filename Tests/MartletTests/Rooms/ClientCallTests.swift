import MartletEventLoop
import MartletHTTP2
import Testing

@testable import Martlet

/// The client's call machine against servers that answer rightly, oddly and wrongly; no socket, virtual time.
@Suite struct ClientCallTests {
    private let grpc: KeyValuePairs<String, String> = [":status": "200", "content-type": "application/grpc"]

    @Test func aRequestHasTheHeadersOfTheProtocol() throws {
        let server = try FarServer()
        _ = try server.call(options: .deadline(.seconds(1)))
        let headers = try #require(server.requests.last).headers
        #expect(headers[":method"] == "POST")
        #expect(headers[":scheme"] == "http")
        #expect(headers[":path"] == "/martlet.test.Notes/Unary")
        #expect(headers[":authority"] == "test:1")
        #expect(headers["te"] == "trailers")
        #expect(headers["content-type"] == "application/grpc")
        #expect(headers["user-agent"]?.hasPrefix("grpc-swift-martlet/") == true)
        #expect(headers["grpc-timeout"]?.last?.isLetter == true)
    }

    @Test func trailersEndTheCall() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer(grpc, body: try framed(Note("reply")), trailers: ["grpc-status": "0", "t": "1"])
        #expect(call.ended && call.failure == nil)
        #expect(try call.trailers.decoded()["t"] == "1")
        let reply = server.loop.onLoop { call.poll(Note.self) }
        guard case .message(let note) = reply else { throw RPCError(.unknown, "\(reply)") }
        #expect(note.text == "reply")
    }

    @Test func trailersOnlyIsAStatus() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer([
            ":status": "200", "content-type": "application/grpc", "grpc-status": "5", "grpc-message": "no%20such",
            "m": "kept",
        ])
        #expect(call.failure?.code == .notFound)
        #expect(call.failure?.message == "no such")
        #expect(call.failure?.metadata["m"] == "kept")
        #expect(call.failure?.origin == .remote)
    }

    @Test(arguments: [("404", RPCError.Code.unimplemented), ("503", .unavailable), ("401", .unauthenticated),
        ("200", .unknown), ("500", .unknown)])
    func responsesThatAreNoGRPCMapByTheirHTTPStatus(status: String, code: RPCError.Code) throws {
        for ends in [true, false] {
            let server = try FarServer()
            let call = try server.call()
            try server.answer([":status": status, "content-type": "text/html"], body: ends ? nil : [1, 2, 3])
            #expect(call.failure?.code == code)
        }
    }

    @Test func aGRPCStatusWinsOverTheHTTPStatus() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer([":status": "503", "content-type": "application/grpc", "grpc-status": "9"])
        #expect(call.failure?.code == .failedPrecondition)
    }

    @Test func aResponseWithoutAStatusIsUnknown() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer(grpc, body: try framed(Note("reply")))
        #expect(call.failure?.code == .unknown)
        let second = try server.call()
        try server.answer(grpc, body: [], trailers: ["x": "y"])
        #expect(second.failure?.code == .unknown)
    }

    @Test(arguments: [(HTTP2ErrorCode.refusedStream, RPCError.Code.unavailable), (.cancel, .cancelled),
        (.enhanceYourCalm, .resourceExhausted), (.internalError, .internalError),
        (.inadequateSecurity, .permissionDenied)])
    func resetsMapByTheTable(code: HTTP2ErrorCode, status: RPCError.Code) throws {
        let server = try FarServer()
        let call = try server.call()
        server.session.reset(try #require(server.requests.last).stream, code)
        server.settle()
        if code == .refusedStream { server.loop.advance(by: .milliseconds(30)) }
        #expect(call.failure?.code == status)
    }

    /// The call looks for another connection; here is none, and that is what it says.
    @Test func aCallThatWasNotProcessedIsTriedAgainOnce() throws {
        let server = try FarServer()
        let refused = try server.call()
        server.session.reset(try #require(server.requests.last).stream, .refusedStream)
        server.settle()
        #expect(server.lookups.value == 0 && !refused.ended, "the server has a moment to be done with other calls")
        server.loop.advance(by: .milliseconds(30))
        #expect(server.lookups.value == 1)
        #expect(refused.failure?.message == "no other server")

        // A stream whose messages are gone can't be sent again.
        let stream = try server.call(streaming: true)
        server.session.reset(try #require(server.requests.last).stream, .refusedStream)
        server.settle()
        #expect(server.lookups.value == 1)
        #expect(stream.failure?.message.contains("has refused the call (REFUSED_STREAM)") == true)
    }

    @Test func aCallThatWaitsToBeTriedAgainCanBeCancelled() throws {
        let server = try FarServer()
        let call = try server.call()
        server.session.reset(try #require(server.requests.last).stream, .refusedStream)
        server.settle()
        server.loop.onLoop { call.cancel(RPCError(.cancelled, "enough")) }
        #expect(call.failure?.message == "enough")
        server.loop.advance(by: .seconds(1))
        #expect(server.lookups.value == 0)
    }

    @Test func aServerThatGoesAwayIsNotSaidToRefuse() throws {
        let server = try FarServer()
        let stream = try server.call(streaming: true)
        server.session.goAway(.noError, debugData: "")
        server.session.reset(try #require(server.requests.last).stream, .refusedStream)
        server.settle()
        #expect(stream.failure?.code == .unavailable)
        #expect(stream.failure?.message == "the server is going away and has not processed the call")
    }

    @Test func aCancelAfterTheDeadlineIsTheDeadline() throws {
        let server = try FarServer()
        let call = try server.call(options: .deadline(.milliseconds(1)))
        server.session.reset(try #require(server.requests.last).stream, .cancel)
        server.loop.advance(by: .milliseconds(1))
        server.settle()
        #expect(call.failure?.code == .deadlineExceeded)
    }

    @Test func cancellingTellsTheServer() throws {
        let server = try FarServer()
        let call = try server.call()
        server.loop.onLoop { call.cancel(RPCError(.cancelled, "enough")) }
        server.settle()
        let stream = try #require(server.requests.last).stream
        #expect(server.resets[stream.id] == .cancel)
        #expect(call.failure?.code == .cancelled)
    }

    @Test func aLostConnectionIsUnavailable() throws {
        let server = try FarServer()
        let call = try server.call()
        server.far.close()
        server.loop.runUntilIdle()
        #expect(call.failure?.code == .unavailable)
    }

    @Test func anUnofferedEncodingIsInternal() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer(
            [":status": "200", "content-type": "application/grpc", "grpc-encoding": "snappy"],
            body: try framed(Note()), trailers: ["grpc-status": "0"])
        #expect(call.failure?.code == .internalError)
    }

    @Test func aBrokenBodyIsInternalAndResetsTheStream() throws {
        let server = try FarServer()
        let call = try server.call()
        try server.answer(grpc, body: [7, 0, 0, 0, 0], trailers: ["grpc-status": "0"])
        #expect(call.failure?.code == .internalError)
    }
}
