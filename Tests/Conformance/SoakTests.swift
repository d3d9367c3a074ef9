import Foundation
import Martlet
import Testing

extension Conformance {
    /// A server under mixed load for a long time: nothing unexpected happens, and nothing grows.
    @Suite struct SoakTests {
        /// `MARTLET_SOAK_SECONDS=1800` is the long form (`make soak`).
        private static let seconds =
            ProcessInfo.processInfo.environment["MARTLET_SOAK_SECONDS"].flatMap { Int($0) } ?? 12
        /// What memory may still grow by after the first half, which fills caches and pools: KiB. A few seconds don't
        /// fill them everywhere.
        private static let toleratedGrowth = seconds < 60 ? 16 << 10 : 4 << 10

        @Test func nothingUnexpectedHappensAndNothingGrows() async throws {
            try await DemoServer.serving(["--loops", "2"], logLevel: "error") { server in
                let before = try ProcessFootprint(of: server.process.identifier)
                let end = ContinuousClock.now + .seconds(Self.seconds)
                let port = server.port
                async let samples = Self.footprints(of: server, until: end)
                let callers = try await Self.soak(port, until: end)
                let footprints = try await samples
                for caller in callers { #expect(caller.surprises.isEmpty, "\(caller.surprises.prefix(5))") }
                let counts = SoakCaller.Work.allCases.map { work in
                    callers.reduce(0) { $0 + $1.counts[work, default: 0] }
                }
                #expect(counts.allSatisfy { $0 > 0 }, "\(counts)")
                let after = try await Self.settled(server, before)
                Self.judge(before, footprints, after)
                print("soak: \(counts.reduce(0, +)) calls in \(Self.seconds) s; before \(before); after \(after)")
            }
        }

        /// In the second half, the server's memory stays; when everybody has gone, its descriptors are what they were.
        private static func judge(
            _ before: ProcessFootprint, _ footprints: [ProcessFootprint], _ after: ProcessFootprint
        ) {
            let kibibytes = footprints.map(\.kibibytes)
            let (middle, last) = (kibibytes.dropFirst(kibibytes.count / 2), kibibytes.suffix(kibibytes.count / 4))
            let (base, peak) = (middle.prefix(kibibytes.count / 4).max() ?? 0, last.min() ?? 0)
            #expect(peak - base <= toleratedGrowth, "grew from \(base) to \(peak) KiB: \(kibibytes)")
            #expect(after.descriptors <= before.descriptors, "\(after), was \(before)")
            // A pool of the system's comes and goes with what it has to do.
            let threads = footprints.map(\.threads)
            #expect(threads.max() ?? 0 <= (threads.first ?? 0) + 4, "\(threads)")
        }

        private static func soak(_ port: Int, until end: ContinuousClock.Instant) async throws -> [SoakCaller] {
            let connect: @Sendable () throws -> Client = {
                let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
                let security = ClientSecurity.tls(trustRoots: roots, serverName: "localhost")
                return try Client("127.0.0.1:\(port)", configuration: ClientConfiguration(security: security))
            }
            return try await withThrowingTaskGroup(of: SoakCaller.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var caller = try SoakCaller(connect)
                        await caller.call(until: end)
                        return caller
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static func footprints(
            of server: DemoServer, until end: ContinuousClock.Instant
        ) async throws -> [ProcessFootprint] {
            let pause = Duration.seconds(seconds) / 100
            var footprints: [ProcessFootprint] = []
            while ContinuousClock.now < end {
                try await Task.sleep(for: pause)
                footprints.append(try ProcessFootprint(of: server.process.identifier))
            }
            return footprints
        }

        /// The server notices a moment later that its peers are gone.
        private static func settled(_ server: DemoServer, _ before: ProcessFootprint) async throws -> ProcessFootprint {
            for _ in 0..<500 {
                let now = try ProcessFootprint(of: server.process.identifier)
                if now.descriptors <= before.descriptors { return now }
                try await Task.sleep(for: .milliseconds(10))
            }
            return try ProcessFootprint(of: server.process.identifier)
        }
    }
}
