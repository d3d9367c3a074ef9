import MartletProtobuf
import SwiftProtobuf

/// One message in both libraries, and what is done with it.
struct Workload {
    struct Operation {
        let name: String
        /// How many times faster than a peer Martlet is to be, where that is asked.
        let goals: [Contender: Double]
        let ours: Work
        /// In the order in which they take their turns.
        let peers: [(contender: Contender, work: Work)]
    }

    /// How many times faster than its peers Martlet is to be.
    struct Goals {
        let decode: [Contender: Double]
        let encode: [Contender: Double]
        let encodeInto: [Contender: Double]
    }

    struct Disagreement: Error, CustomStringConvertible {
        let description: String
    }

    let name: String
    let summary: String
    let byteCount: Int
    let operations: [Operation]

    /// - Throws: When the libraries disagree on what `bytes` say.
    init<Mine: MartletProtobuf.Message, Theirs: SwiftProtobuf.Message & Equatable>(
        _ name: String, _ summary: String, _ mine: Mine.Type, _ theirs: Theirs.Type, _ bytes: [UInt8], _ goals: Goals
    ) throws {
        self.name = name
        self.summary = summary
        byteCount = bytes.count
        let mine = try Ours<Mine>.decode(bytes)
        let theirs = try Peer<Theirs>.decode(bytes)
        try Self.verify(name, mine, theirs, bytes)
        let region = Region(byteCount: bytes.count)
        let peerEncode = Self.encoding(Peer<Theirs>.self, theirs)
        for contender in Contender.named {
            guard let rewritten = try contender.rewritten(name, bytes) else { continue }
            try Self.verify(name, mine, rewritten, contender)
        }
        operations = [
            Operation(
                name: "decode", goals: goals.decode, ours: Self.decoding(Ours<Mine>.self, bytes),
                peers: [(.swiftProtobuf, Self.decoding(Peer<Theirs>.self, bytes))]
                    + Contender.named.compactMap { peer in peer.decoding(name, bytes).map { (peer, $0) } }),
            Operation(
                name: "encode", goals: goals.encode, ours: Self.encoding(Ours<Mine>.self, mine),
                peers: [(.swiftProtobuf, peerEncode)]
                    + Contender.named.compactMap { peer in peer.encoding(name).map { (peer, $0) } }),
            Operation(
                name: "encode into", goals: goals.encodeInto, ours: Self.encodingInPlace(mine, region),
                peers: [(.swiftProtobuf, peerEncode)]
                    + Contender.named.compactMap { peer in
                        peer.encoding(name, bytes, into: region).map { (peer, $0) }
                    }),
        ]
    }

    /// What a peer that is not Swift has read and written again must still say the same.
    private static func verify<Mine: MartletProtobuf.Message>(
        _ name: String, _ mine: Mine, _ rewritten: [UInt8], _ contender: Contender
    ) throws {
        guard try Ours<Mine>.decode(rewritten) == mine else {
            throw Disagreement(description: "\(name): Martlet reads something else than \(contender.rawValue) wrote")
        }
    }

    /// What one side writes, the other must read as the message it has; only then are they doing the same.
    private static func verify<Mine: MartletProtobuf.Message, Theirs: SwiftProtobuf.Message & Equatable>(
        _ name: String, _ mine: Mine, _ theirs: Theirs, _ bytes: [UInt8]
    ) throws {
        func demand(_ holds: Bool, _ claim: String) throws {
            guard holds else { throw Disagreement(description: "\(name): \(claim)") }
        }
        let written = try Ours<Mine>.encode(mine)
        try demand(written.count == bytes.count, "Martlet writes \(written.count) bytes for \(bytes.count)")
        try demand(try Peer<Theirs>.decode(written) == theirs, "swift-protobuf reads something else than Martlet wrote")
        try demand(
            try Ours<Mine>.decode(Peer<Theirs>.encode(theirs)) == mine,
            "Martlet reads something else than swift-protobuf wrote")
        let inPlace = try [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
            count = try Ours<Mine>.encode(mine, into: UnsafeMutableRawBufferPointer(buffer))
        }
        try demand(inPlace == written, "Martlet writes something else in place")
    }

    private static func decoding<C: Codec>(_: C.Type, _ bytes: [UInt8]) -> Work {
        .here { count in
            for _ in 0..<count { keep(try C.decode(bytes)) }
        }
    }

    private static func encoding<C: Codec>(_: C.Type, _ value: C.Value) -> Work {
        .here { count in
            for _ in 0..<count { keep(try C.encode(value)) }
        }
    }

    private static func encodingInPlace<Value: MartletProtobuf.Message>(_ value: Value, _ region: Region) -> Work {
        .here { count in
            for _ in 0..<count {
                keep(try Ours<Value>.encode(value, into: region.bytes))
                keep(region)
            }
        }
    }
}

/// Nobody looks at what the loops above make; without this the optimiser may see that, and make nothing.
@inline(never) @_optimize(none)
private func keep<Value>(_: Value) {}
