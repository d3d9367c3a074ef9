import Foundation
import Glibc
import Martlet
import MartletInterop
import MartletProtobuf
import RawHTTP2
import Testing

extension Conformance {
    /// Crowds of peers that take their time. In the short form some hundreds, who leave by themselves; in the long form
    /// as many as a server holds, until it sends them away.
    @Suite(.serialized) struct CrowdTests {
        /// Peers that ask for 1 MiB and take none of it, each in a stream of 64 messages.
        @Test func slowReadersHoldLittle() async throws {
            let count = Siege.isLong ? 5_000 : 200
            let hello = try Self.preface([.initialWindowSize(0)]) + Self.bigRequest()
            try await Siege.laid { siege in
                let atFirst = try siege.descriptorCount()
                let base = try await siege.honestCalls()
                let before = try siege.cost()
                let (crowd, honest, _, after) = try await siege.during { try siege.crowd(count, saying: hello) }
                let each = (after.kibibytes - before.kibibytes) / count
                print("siege: \(count) slow readers: \(each) KiB each; p99 \(base.p99) -> \(honest.p99) us")
                #expect(each <= 128 || !ProcessFootprint.judgesMemory)
                if Siege.isLong {
                    // `stalledStreamTimeout` is 30 seconds; the connections themselves may stay.
                    try await Task.sleep(for: .seconds(40))
                    #expect(crowd.countOfReset(stream: 1) == count, "calls that nobody reads go on")
                    #expect(honest.p99 <= max(2 * base.p99, 5_000))
                }
                try await Self.expectDescriptors(of: siege, atMost: atFirst, without: crowd)
            }
        }

        /// Peers that stop before they have said enough: TCP without TLS, no SETTINGS, half a header block.
        @Test(arguments: Slowness.allCases)
        func whoeverDawdlesHoldsNobodyUp(slowness: Slowness) async throws {
            let count = Siege.isLong ? 3_300 : 300
            try await Siege.laid { siege in
                let atFirst = try siege.descriptorCount()
                let crowd = switch slowness {
                case .silence: try siege.secureCrowd(count, saying: [])
                case .clientHello: try siege.secureCrowd(count, saying: Self.halfClientHello)
                case .preface: try siege.crowd(count, saying: Frame.preface)
                case .headerBlock: try siege.crowd(count, saying: Self.preface() + Self.halfBlock)
                }
                let slowest = try await siege.slowestNewcomer(of: Siege.isLong ? 200 : 20)
                print("siege: \(count) peers, \(slowness): a new connection's first call took at most \(slowest)")
                if Siege.isLong {
                    #expect(slowest < .milliseconds(250))
                    let time = try await crowd.leave(within: .seconds(30))
                    print("siege: sent away after \(time)")
                }
                try await Self.expectDescriptors(of: siege, atMost: atFirst, without: crowd)
            }
        }

        enum Slowness: CaseIterable { case silence, clientHello, preface, headerBlock }

        /// Connections over TLS that are there in case somebody wants to call.
        @Test func idleConnectionsAreHeld() async throws {
            let count = Siege.isLong ? 10_000 : 200
            try await Siege.laid { siege in
                let atFirst = try siege.descriptorCount()
                _ = try await siege.honestCalls()
                let before = try siege.cost()
                async let load = siege.load(["--connections", "\(count)", "--rate", "100", "--duration", "8s"])
                // Those that came first leave after 30 seconds without a call.
                for _ in 0..<600 where try siege.descriptorCount() - atFirst < count {
                    try await Task.sleep(for: .milliseconds(50))
                }
                let held = try siege.descriptorCount() - atFirst
                #expect(held >= count)
                let each = Double(try siege.cost().kibibytes - before.kibibytes) / Double(held)
                let calls = try await load
                #expect(calls.exitCode == 0 && Set(calls.statuses.keys) == ["OK"], "\(calls.process.transcript)")
                print("siege: \(held) idle connections, \(each) KiB each")
                #expect(each < 48 || !ProcessFootprint.judgesMemory)
            }
        }

        /// A thousand peers before a server with 256 descriptors: those who were in are served, nothing spins, and when
        /// the crowd has gone others come in again.
        @Test func aServerWithFewDescriptorsGoesOn() async throws {
            try await Siege.laid(descriptors: 256) { siege in
                let client = TestServiceClient(try siege.client())
                _ = try await client.emptyCall(Empty())
                let crowd = try siege.secureCrowd(1_000, saying: [])
                let before = try siege.cost()
                for _ in 0..<100 {
                    _ = try await client.emptyCall(Empty(), options: .deadline(.seconds(20)))
                    try await Task.sleep(for: .milliseconds(10))
                }
                let used = try siege.cost().seconds - before.seconds
                print("siege: 256 descriptors, 1,000 peers: \(used) s of processor in a second and 100 calls")
                #expect(used < 0.5)
                crowd.close()
                #expect(try await siege.slowestNewcomer(of: 5) < .seconds(20))
            }
        }

        /// Prefixes that promise messages of 4 GiB cost no memory.
        @Test func promisedLengthsAreNotBelieved() async throws {
            let path = TestServiceMethods.unaryCall.path
            let units = (0..<(Siege.isLong ? 2_000 : 500)).flatMap { index in
                let id = UInt32(1 + 2 * index)
                return Frame.headers(id, .call(path)).bytes + Frame.data(id, [0, 0xff, 0xff, 0xff, 0xff]).bytes
            }
            let bytes = Self.preface() + units
            try await Siege.laid { siege in
                _ = try await siege.honestCalls()
                let (strikes, _, before, after) = try await siege.during {
                    try await siege.strikes(of: bytes, reads: true)
                }
                print("siege: promises of 4 GiB: \(strikes.count) connections, \(before.kibibytes) -> "
                    + "\(after.kibibytes) KiB")
                #expect(after.kibibytes - before.kibibytes < 4 << 10 || !ProcessFootprint.judgesMemory)
            }
        }

        private static func preface(_ settings: [Setting] = []) -> [UInt8] {
            Frame.preface + Frame.settings(settings).bytes + Frame.settingsAck.bytes
        }

        /// The first bytes of a TLS record that is never completed.
        private static let halfClientHello: [UInt8] =
            [22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3] + [UInt8](repeating: 7, count: 90)

        private static let halfBlock = Frame.headers(1, block: [0x83, 0x86], endHeaders: false).bytes

        private static func bigRequest() throws -> [UInt8] {
            let part = ResponseParameters(size: 16 << 10)
            let request = StreamingOutputCallRequest(responseParameters: Array(repeating: part, count: 64))
            let message = try request.encoded()
            let length = withUnsafeBytes(of: UInt32(message.count).bigEndian) { Array($0) }
            return Frame.headers(1, .call(TestServiceMethods.streamingOutputCall.path)).bytes
                + Frame.data(1, [0] + length + message, endStream: true).bytes
        }

        /// When the crowd has gone, so have the server's descriptors for it.
        private static func expectDescriptors(of siege: Siege, atMost most: Int, without crowd: Crowd) async throws {
            crowd.close()
            for _ in 0..<1_500 where try siege.descriptorCount() > most {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try siege.descriptorCount() <= most)
        }
    }
}
