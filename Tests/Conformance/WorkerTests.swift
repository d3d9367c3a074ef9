import Foundation
import Martlet
import MartletInterop
import Testing

extension Conformance {
    /// A server of several processes, whose handlers trap.
    @Suite struct WorkerTests {
        @Test func aTrapEndsOneWorkerAndItsCallsOnly() async throws {
            let server = try await CrashingServer.start(workers: 3)
            let clients = try await server.clientsOfDifferentWorkers(2)
            let steady = Task { try await server.chat(clients[1].client, rounds: 100) }
            let error = await #expect(throws: RPCError.self) { try await greet(clients[0].client, "trap") }
            #expect(error?.code == .unavailable)
            let line = try await server.logLine(containing: "worker ended")
            #expect(line.contains("method=/greeter.v1.Greeter/Greet") && line.contains("SIGILL"), "\(line)")
            #expect(line.contains("pid=\(clients[0].worker)"), "\(line)")
            let again = try await greet(clients[0].client, "", waitForReady: true)
            #expect(again != clients[0].worker)
            #expect(try await steady.value == [clients[1].worker], "a call of another worker was hurt")
            let all = try await server.clientsOfDifferentWorkers(3)
            #expect(!all.map(\.worker).contains(clients[0].worker))
            try await server.end(clients + all)
        }

        /// The task that traps is one of several, and has slept meanwhile.
        @Test(arguments: [("trap after a while", "SIGILL"), ("abort", "SIGABRT"), ("overflow", "SIGSEGV")])
        func theMethodThatTrappedIsToldFromThoseInFlight(name: String, signal: String) async throws {
            let server = try await CrashingServer.start(workers: 1)
            let client = try server.client()
            let chat = try await GreeterClient(client).chat()
            var replies = chat.responses.makeAsyncIterator()
            try await chat.send(Line())
            _ = try await replies.next()
            await #expect(throws: RPCError.self) { try await greet(client, name) }
            let line = try await server.logLine(containing: "worker ended")
            #expect(line.contains("method=/greeter.v1.Greeter/Greet ") && line.contains(signal), "\(line)")
            #expect(
                line.contains("in_flight=/greeter.v1.Greeter/Chat 1, /greeter.v1.Greeter/Greet 1")
                    || line.contains("in_flight=/greeter.v1.Greeter/Greet 1, /greeter.v1.Greeter/Chat 1"), "\(line)")
            client.close()
            #expect(try await server.process.stop() == 0, "\(server.process.transcript)")
        }

        @Test func aMethodThatCrashedTwiceIsFencedAndTheOthersAreNot() async throws {
            let server = try await CrashingServer.start(workers: 2, fenceAfterCrashes: 2)
            let client = try server.client()
            let greeter = GreeterClient(client)
            let options = CallOptions(timeout: .seconds(20), waitForReady: true)
            for _ in 0..<2 {
                await #expect(throws: RPCError.self) {
                    let upload = try await greeter.upload(options: options)
                    try await upload.send(Chunk())
                    _ = try await upload.finish()
                }
            }
            _ = try await server.logLine(containing: "method fenced")
            let error = await #expect(throws: RPCError.self) {
                let upload = try await greeter.upload(options: options)
                _ = try await upload.finish()
            }
            #expect(error?.code == .internalError)
            #expect(error?.message.contains("crashed too often") == true)
            _ = try await greet(client, "", waitForReady: true)
            client.close()
            #expect(try await server.process.stop() == 0, "\(server.process.transcript)")
            let ends = server.process.errors.components(separatedBy: "worker ended").count - 1
            #expect(ends == 2, "\(server.process.errors)")
        }

        @Test func allWorkersDrain() async throws {
            let server = try await CrashingServer.start(workers: 2)
            let clients = try await server.clientsOfDifferentWorkers(2)
            let calls = clients.map { each in Task { try await server.chat(each.client, rounds: 60) } }
            try await Task.sleep(for: .milliseconds(100))
            server.process.send(SIGTERM)
            for (call, each) in zip(calls, clients) { #expect(try await call.value == [each.worker]) }
            #expect(try await server.process.exitCode(within: .seconds(20)) == 0, "\(server.process.transcript)")
            for each in clients { #expect(!isRunning(each.worker)) }
            #expect(!Ports.accepts(server.port))
        }

        @Test func workersEndInOrderWhenTheirSupervisorIsKilled() async throws {
            let server = try await CrashingServer.start(workers: 2)
            let clients = try await server.clientsOfDifferentWorkers(2)
            let call = Task { try await server.chat(clients[0].client, rounds: 60) }
            try await Task.sleep(for: .milliseconds(100))
            server.process.send(SIGKILL)
            #expect(try await call.value == [clients[0].worker])
            for _ in 0..<1000 where clients.contains(where: { isRunning($0.worker) }) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(!clients.contains { isRunning($0.worker) })
        }

        /// The program that users start.
        @Test func theDemoServesFromWorkersToo() async throws {
            try await DemoServer.serving(["--workers", "2"]) { server in
                try await server.runPeer("many_calls", [])
            }
        }
    }
}

/// Whether a process is there and has not ended.
private func isRunning(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return !status.contains(") Z ")
}

/// The worker that answers.
@discardableResult
private func greet(_ client: Client, _ name: String, waitForReady: Bool = false) async throws -> Int32 {
    let options = CallOptions(timeout: .seconds(20), waitForReady: waitForReady)
    let reply = try await GreeterClient(client).greet(GreetRequest(name: name), options: options)
    return try #require(Int32(reply.message))
}

/// `crashing-server` as a process, and its workers.
private struct CrashingServer {
    let process: ChildProcess
    let port: Int

    static func start(workers: Int, fenceAfterCrashes: Int = 0) async throws -> CrashingServer {
        let process = try ChildProcess(
            try Tools.crashingServer(), ["\(workers)", "\(fenceAfterCrashes)"],
            // Without the reports of Swift's runtime, and of a sanitizer that may be built in.
            environment: ["SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "handle_segv=0"])
        let address = try await process.line(after: "listening on ")
        let port = address.split(separator: ":").last.flatMap { Int($0) }
        return CrashingServer(process: process, port: try #require(port))
    }

    func client() throws -> Client {
        try Client("127.0.0.1:\(port)", configuration: ClientConfiguration(security: .cleartext))
    }

    /// Connects until so many workers have been met.
    func clientsOfDifferentWorkers(_ count: Int) async throws -> [(client: Client, worker: Int32)] {
        var found: [(client: Client, worker: Int32)] = []
        for _ in 0..<200 where found.count < count {
            let client = try client()
            let worker = try await greet(client, "", waitForReady: true)
            if found.contains(where: { $0.worker == worker }) { client.close() } else { found.append((client, worker)) }
        }
        try #require(found.count == count, "\(found.map(\.worker)) only")
        return found
    }

    /// A call with questions and answers, 10 milliseconds apart; the workers that answered.
    func chat(_ client: Client, rounds: Int) async throws -> Set<Int32> {
        let call = try await GreeterClient(client).chat()
        var replies = call.responses.makeAsyncIterator()
        var workers: Set<Int32> = []
        for _ in 0..<rounds {
            try await call.send(Line())
            workers.insert(try #require(Int32(try await replies.next()?.speaker ?? "")))
            try await Task.sleep(for: .milliseconds(10))
        }
        await call.finishSending()
        #expect(try await replies.next() == nil)
        return workers
    }

    func logLine(containing text: String) async throws -> String {
        for _ in 0..<1000 {
            let lines = process.errors.split(separator: "\n")
            if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ChildProcess.TimedOut(description: "nothing logged with `\(text)`. \(process.transcript)")
    }

    func end(_ clients: [(client: Client, worker: Int32)]) async throws {
        for each in clients { each.client.close() }
        #expect(try await process.stop() == 0, "\(process.transcript)")
    }
}
