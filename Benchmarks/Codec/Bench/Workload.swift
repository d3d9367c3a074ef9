import MartletProtobuf
import SwiftProtobuf

/// One message in both libraries, and what is done with it.
struct Workload {
    /// Does the work that many times.
    typealias Work = (_ count: Int) throws -> Void

    struct Operation {
        let name: String
        /// How many times faster than swift-protobuf Martlet is to be; nil where nothing was ever measured.
        let goal: Double?
        let ours: Work
        let peer: Work
    }

    /// The prototype's figures beside swift-protobuf's, which the library is to reach.
    struct Goals {
        let decode: Double
        /// The prototype wrote into memory that it used again and again, so this is asked of `encode into` only.
        let encode: Double
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
        let peerEncode = Self.encoding(Peer<Theirs>.self, theirs)
        operations = [
            Operation(
                name: "decode", goal: goals.decode, ours: Self.decoding(Ours<Mine>.self, bytes),
                peer: Self.decoding(Peer<Theirs>.self, bytes)),
            Operation(name: "encode", goal: nil, ours: Self.encoding(Ours<Mine>.self, mine), peer: peerEncode),
            Operation(
                name: "encode into", goal: goals.encode, ours: Self.encodingInPlace(mine, bytes.count),
                peer: peerEncode),
        ]
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
        { count in
            for _ in 0..<count { keep(try C.decode(bytes)) }
        }
    }

    private static func encoding<C: Codec>(_: C.Type, _ value: C.Value) -> Work {
        { count in
            for _ in 0..<count { keep(try C.encode(value)) }
        }
    }

    private static func encodingInPlace<Value: MartletProtobuf.Message>(_ value: Value, _ size: Int) -> Work {
        { count in
            let region = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
            defer { region.deallocate() }
            for _ in 0..<count {
                keep(try Ours<Value>.encode(value, into: region))
                keep(region)
            }
        }
    }
}

/// Nobody looks at what the loops above make; without this the optimiser may see that, and make nothing.
@inline(never) @_optimize(none)
private func keep<Value>(_: Value) {}
