import Martlet
import MartletInterop
import MartletServices
import Testing

/// Health tells what the server was told, at once, and the truth when it drains.
@Suite struct HealthServerTests {
    @Test func everyServiceOfTheServerServesFromTheStart() async throws {
        try await serving(HealthServer(), GreeterServer()) { client, _ in
            let health = HealthClient(client)
            for service in ["", "greeter.v1.Greeter", "grpc.health.v1.Health"] {
                #expect(try await health.check(HealthCheckRequest(service: service)).status == .serving)
            }
            let statuses = try await health.list(HealthListRequest()).statuses
            #expect(statuses.keys.sorted() == ["", "greeter.v1.Greeter", "grpc.health.v1.Health"])
        }
    }

    @Test func anUnknownServiceIsNotFound() async throws {
        try await serving(HealthServer()) { client, _ in
            let error = try await #require(throws: RPCError.self) {
                try await HealthClient(client).check(HealthCheckRequest(service: "a.B"))
            }
            #expect(error.code == .notFound && error.message == "unknown service a.B")
        }
    }

    @Test func whatWasSaidBeforeTheStartStands() async throws {
        let health = HealthServer()
        health.set(.notServing, for: "greeter.v1.Greeter")
        try await serving(health, GreeterServer()) { client, _ in
            let response = try await HealthClient(client).check(HealthCheckRequest(service: "greeter.v1.Greeter"))
            #expect(response.status == .notServing)
        }
    }

    @Test func watchersHearOfEachChangeOnce() async throws {
        let health = HealthServer()
        try await serving(health) { client, _ in
            let call = try await HealthClient(client).watch(HealthCheckRequest(service: "late.Service"))
            var statuses = call.responses.makeAsyncIterator()
            #expect(try await statuses.next()?.status == .serviceUnknown)
            health.set(.serving, for: "late.Service")
            #expect(try await statuses.next()?.status == .serving)
            health.set(.serving, for: "late.Service")
            health.set(.notServing, for: "other.Service")
            health.set(.notServing, for: "late.Service")
            #expect(try await statuses.next()?.status == .notServing)
        }
    }

    /// Whoever watches must not hold up the drain, and hears of it before the connection ends.
    @Test func drainingTellsWatchersAndEndsTheirCalls() async throws {
        let health = HealthServer()
        try await serving(health) { client, server in
            let call = try await HealthClient(client).watch(HealthCheckRequest())
            var statuses = call.responses.makeAsyncIterator()
            #expect(try await statuses.next()?.status == .serving)
            async let stopped = server.shutDown()
            #expect(try await statuses.next()?.status == .notServing)
            let error = await #expect(throws: RPCError.self) { _ = try await statuses.next() }
            #expect(error?.code == .unavailable)
            _ = await stopped
            health.set(.serving)
            #expect(health.status() == .notServing)
        }
    }

    @Test func aServerThatStartsAgainServesAgain() async throws {
        let health = HealthServer()
        try await serving(health) { _, server in
            await server.shutDown()
            #expect(health.status() == .notServing)
            try server.start()
            #expect(health.status() == .serving)
        }
    }

    @Test func aListIsBounded() async throws {
        let health = HealthServer(maxListed: 2)
        try await serving(health) { client, _ in
            #expect(try await HealthClient(client).list(HealthListRequest()).statuses.count == 2)
            health.set(.serving, for: "one.more")
            let error = try await #require(throws: RPCError.self) {
                try await HealthClient(client).list(HealthListRequest())
            }
            #expect(error.code == .resourceExhausted && error.message.contains("setting maxListed: 2"))
        }
    }

    /// A watcher that leaves is forgotten: its call ends, and a change is nobody's news.
    @Test func aWatcherThatLeavesIsForgotten() async throws {
        let health = HealthServer()
        try await serving(health) { client, _ in
            for _ in 0..<3 {
                let call = try await HealthClient(client).watch(HealthCheckRequest())
                var statuses = call.responses.makeAsyncIterator()
                #expect(try await statuses.next()?.status == .serving)
                call.cancel()
            }
            while health.watcherCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
