import Testing

@testable import Martlet
@testable import RawHTTP2

/// Servers that make a client work (setting `abuse` of the client); each test does the same with the limit off.
@Suite struct HostileServerTests {
    /// Something that a server may do over and over, and the most often that it gets away with it.
    struct Flood: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var cause: AbuseLedger.Cause
        var limit: Int
        var frames: [Frame]

        init(_ name: String, _ cause: AbuseLedger.Cause, limit: Int, _ frames: Frame...) {
            testDescription = name
            self.cause = cause
            self.limit = limit
            self.frames = frames
        }
    }

    static let floods = [
        Flood("PING", .pings, limit: 10_100, .ping()),
        Flood("SETTINGS", .settings, limit: 5_100, .settings()),
        Flood("PRIORITY", .priorities, limit: 10_100, .priority(1)),
        Flood("WINDOW_UPDATE", .windowUpdates, limit: 11_100, .windowUpdate(1, 1)),
        Flood("empty DATA", .emptyData, limit: 5_100, .data(1)),
        Flood("DATA byte by byte", .fragments, limit: 41_000, .data(1, [0])),
        Flood("frames of no type", .overhead, limit: 11_000, .unknown(0, [UInt8](repeating: 7, count: 1024))),
        Flood("GOAWAY", .goAways, limit: 17, .goAway(last: 0x7fff_ffff)),
    ]

    /// The client, its call, and how often the server could do it.
    private func flooded(_ flood: Flood, _ abuse: AbuseLimits?) throws -> (RawFarServer, ClientCall, units: Int) {
        let server = try RawFarServer { $0.abuse = abuse }
        let call = try server.call()
        server.send(.headers(1, Self.head), .data(1, [0, 0, 0, 0xff, 0xff]))
        let several = flood.limit > 1000 ? 100 : 1
        let bytes = [[UInt8]](repeating: flood.frames.flatMap(\.bytes), count: several).flatMap(\.self)
        var units = 0
        while !server.connection.isClosed, units < flood.limit + 200 {
            server.send(bytes: bytes)
            units += several
        }
        return (server, call, units)
    }

    private static let head: HeaderFields = [":status": "200", "content-type": "application/grpc"]

    @Test(arguments: floods)
    func aFloodEndsTheConnectionAndItsCallsSayWhy(flood: Flood) async throws {
        try await RawWire.aside {
            let (server, call, units) = try flooded(flood, .ofServers)
            #expect(units <= flood.limit)
            #expect(server.connection.isClosed)
            #expect(server.goAways.last == "enhanceYourCalm too many \(flood.cause)")
            #expect(call.failure?.code == .unavailable)
            #expect(call.failure?.message.contains("\(flood.cause)") == true)
            let (free, _, _) = try flooded(flood, nil)
            #expect(!free.connection.isClosed && free.goAways.isEmpty)
        }
    }

    /// A server at its limit refuses calls, or says NO_ERROR before it has read all: nothing that it is to blame for.
    @Test func resetsAreNoFault() async throws {
        try await RawWire.aside {
            let server = try RawFarServer()
            for index in 0..<12_000 {
                _ = try server.call()
                server.send(.reset(UInt32(1 + 2 * index), .internalError))
            }
            #expect(!server.connection.isClosed && server.goAways.isEmpty)
        }
    }

    /// One that streams small messages, measures the bandwidth, and gives credit for each request.
    @Test func anHonestServerIsNotCharged() async throws {
        try await RawWire.aside {
            var tight = AbuseLimits()
            tight.refillPerSecond = 0
            let server = try RawFarServer { $0.abuse = tight }
            for index in 0..<3000 {
                let (call, id) = (try server.call(), UInt32(1 + 2 * index))
                server.send(.ping(), .windowUpdate(0, 17), .headers(id, Self.head))
                server.send(.data(id, [0, 0, 0, 0, 0]), .headers(id, ["grpc-status": "0"], endStream: true))
                #expect(call.ended && call.failure == nil)
            }
            #expect(!server.connection.isClosed && server.goAways.isEmpty)
        }
    }

    /// Setting `maxHeaderListBytes` of the client.
    @Test func hugeTrailersEndTheCallByName() throws {
        let server = try RawFarServer()
        let call = try server.call()
        let trailers: HeaderFields = ["grpc-status": "0", "x": String(repeating: "x", count: 16_340)]
        server.send(.headers(1, Self.head), .headers(1, trailers, endStream: true))
        #expect(call.failure?.code == .resourceExhausted)
        #expect(call.failure?.message.contains("(setting maxHeaderListBytes)") == true)
        #expect(server.frames.contains { $0.kind == .resetStream && $0.errorCode == .enhanceYourCalm })
        let next = try server.call()
        server.send(.headers(3, Self.head), .headers(3, ["grpc-status": "0"], endStream: true))
        #expect(next.ended && next.failure == nil)
    }

    @Test func informationalResponsesWithoutEndEndTheCall() throws {
        for (count, isTooMany) in [(10, false), (11, true)] {
            let server = try RawFarServer()
            let call = try server.call()
            for _ in 0..<count { server.send(.headers(1, [":status": "103"])) }
            #expect(call.ended == isTooMany)
            guard isTooMany else { continue }
            #expect(call.failure?.code == .resourceExhausted)
            #expect(call.failure?.message.contains("1xx") == true)
        }
    }

    /// GOAWAY says that nothing was done for a call, and then the server answers it: what it said first holds.
    @Test func aServerThatLiesInGoAwayIsHeldToIt() throws {
        let server = try RawFarServer()
        let call = try server.call()
        server.send(.goAway(last: 0))
        #expect(call.ended && call.failure?.message == "no other server", "it was tried elsewhere")
        server.send(.headers(1, Self.head), .headers(1, ["grpc-status": "0"], endStream: true))
        #expect(call.failure?.message == "no other server")
        let second = try RawFarServer()
        let other = try second.call()
        second.send(.goAway(last: 0x7fff_ffff, .enhanceYourCalm), .goAway(last: 99), .goAway(last: 101))
        #expect(second.goAways.contains { $0.hasPrefix("protocolError") })
        #expect(other.ended && other.failure?.code == .unavailable)
    }

    @Test func aPushEndsTheConnection() throws {
        let server = try RawFarServer()
        let call = try server.call()
        server.send(.pushPromise(1, promised: 2, ["x": "y"]))
        #expect(server.goAways.contains { $0.hasPrefix("protocolError") })
        #expect(call.failure?.code == .unavailable)
    }
}
