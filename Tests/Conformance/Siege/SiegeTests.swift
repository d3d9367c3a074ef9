import Foundation
import Glibc
import Martlet
import MartletInterop
import MartletProtobuf
import RawHTTP2
import Testing

extension Conformance {
    /// Honest callers don't notice that others flood the server.
    @Suite(.serialized) struct SiegeTests {
        private static let streaming = HeaderFields.call(TestServiceMethods.fullDuplexCall.path)
        private static let unary = HeaderFields.call(TestServiceMethods.unaryCall.path)
        private static let floods = Flood.all(streaming: streaming, unary: unary) + [.compressionBomb]

        /// Who floods.
        private enum Peer: String, CaseIterable {
            case reading = "that reads"
            case deaf = "that does not read"
            /// It has made a call before, as a client does.
            case known = "that has made a call"
        }

        /// Four times what any of them gets away with.
        private static func bytes(_ flood: Flood, from peer: Peer) -> [UInt8] {
            var opening = [.settings()] + Flood.opening(streaming)
            if peer == .known { opening += [.headers(3, unary), .data(3, [0, 0, 0, 0, 0], endStream: true)] }
            return Frame.preface + opening.flatMap(\.bytes)
                + flood.bytes(4 * flood.limit, from: peer == .known ? 5 : 3)
        }

        /// In the short form some floods; in the long form all, from peers of all kinds.
        private static let strikes: [(flood: Flood, peer: Peer)] = floods.enumerated().flatMap { index, flood in
            Siege.isLong ? Peer.allCases.map { (flood, $0) } : index.isMultiple(of: 4) ? [(flood, .reading)] : []
        }

        @Test func honestCallersDoNotNoticeFloods() async throws {
            try await Siege.laid { siege in
                _ = try await siege.honestCalls(seconds: 1)
                for (flood, peer) in Self.strikes {
                    let start = try siege.cost()
                    let base = try await siege.honestCalls()
                    let bytes = Self.bytes(flood, from: peer)
                    let (strikes, honest, before, after) = try await siege.during {
                        try await siege.strikes(of: bytes, reads: peer != .deaf)
                    }
                    let each = (after.seconds - 2 * before.seconds + start.seconds) / Double(strikes.count)
                    print("""
                        siege: \(flood) by a peer \(peer.rawValue): \(strikes.count) connections, at most \
                        \(strikes.mostStreams) streams, \(milliseconds(each)) ms of processor each; p99 \
                        \(base.p99) -> \(honest.p99) us; \(before.kibibytes) -> \(after.kibibytes) KiB
                        """)
                    #expect(strikes.open == 0, "\(flood): connections were left open")
                    // Points come back at 200 a second.
                    #expect(strikes.mostStreams <= flood.limit + 200, "\(flood)")
                    #expect(after.kibibytes - before.kibibytes < 16 << 10 || !ProcessFootprint.judgesMemory, "\(flood)")
                    if Siege.isLong { Self.judge(flood, each, base, honest) }
                }
            }
        }

        /// Times, which only a machine that does nothing else can tell. A single pause of two milliseconds is the
        /// machine's.
        private static func judge(_ flood: Flood, _ seconds: Double, _ base: Siege.Honest, _ honest: Siege.Honest) {
            #expect(seconds < 0.05, "\(flood)")
            #expect(honest.p99 <= max(2 * base.p99, 2_000), "\(flood)")
        }

        private func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", seconds * 1000) }
    }
}
