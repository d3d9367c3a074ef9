import CodecMessages
import CodecPeer
import MartletProtobuf
import SwiftProtobuf

extension Workload {
    static let names = ["echo", "order", "numeric", "blob", "tree", "fds"]

    /// The workload of that name, or nil when there is none.
    ///
    /// The goals are those of the issue that asked for the codec: a peer's time over Martlet's, in the same process.
    static func named(_ name: String) throws -> Workload? {
        switch name {
        case "echo":
            try Workload(
                name, "three small fields", Echo.self, Bench_Echo.self, Samples.echo.serializedBytes(),
                .ahead(decode: 2, encode: 2))
        case "order":
            try Workload(
                name, "a business document: sub-messages, strings, a map", Order.self, Bench_Order.self,
                Samples.order.serializedBytes(), .ahead(decode: 4, encode: 8))
        case "numeric":
            try Workload(
                name, "1000 packed int32, 1000 packed double", Numbers.self, Bench_Numbers.self,
                Samples.numbers.serializedBytes(), .ofNumbers)
        case "blob":
            try Workload(
                name, "64 KiB in one bytes field", Blob.self, Bench_Blob.self, Samples.blob.serializedBytes(),
                .none)
        case "tree":
            try Workload(
                name, "1000 sub-messages of seven fields", Tree.self, Bench_Tree.self, Samples.tree.serializedBytes(),
                .ahead(decode: 3, encode: 6))
        case "fds":
            try Workload(
                name, "what protoc says of descriptor.proto", FileDescriptorSet.self,
                Google_Protobuf_FileDescriptorSet.self, Samples.descriptors(), .ahead(decode: 6, encode: 25))
        default: nil
        }
    }
}

extension Workload.Goals {
    /// Times swift-protobuf, and ahead of C++: of its heap when decoding, of its arena when encoding.
    static func ahead(decode: Double, encode: Double) -> Self {
        Self(
            decode: [.swiftProtobuf: decode, .cppHeap: 1], encode: [.swiftProtobuf: encode],
            encodeInto: [.cppArena: 1])
    }

    /// No slower than C++.
    static let ofNumbers = Self(
        decode: [.cppHeap: 1, .cppArena: 1], encode: [:], encodeInto: [.cppHeap: 1, .cppArena: 1])

    static let none = Self(decode: [:], encode: [:], encodeInto: [:])
}
