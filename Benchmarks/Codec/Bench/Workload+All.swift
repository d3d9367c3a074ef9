import CodecMessages
import CodecPeer
import MartletProtobuf
import SwiftProtobuf

extension Workload {
    static let names = ["echo", "order", "numeric", "blob", "tree", "fds"]

    /// The workload of that name, or nil when there is none.
    ///
    /// The goals are those of the design's prototype with public API only: swift-protobuf's time over its own,
    /// in the same process.
    static func named(_ name: String) throws -> Workload? {
        switch name {
        case "echo":
            try Workload(
                name, "three small fields", Echo.self, Bench_Echo.self, Samples.echo.serializedBytes(),
                Goals(decode: 2.10, encode: 4.24))
        case "order":
            try Workload(
                name, "a business document: sub-messages, strings, a map", Order.self, Bench_Order.self,
                Samples.order.serializedBytes(), Goals(decode: 4.14, encode: 5.39))
        case "numeric":
            try Workload(
                name, "1000 packed int32, 1000 packed double", Numbers.self, Bench_Numbers.self,
                Samples.numbers.serializedBytes(), Goals(decode: 2.29, encode: 1.32))
        case "blob":
            try Workload(
                name, "64 KiB in one bytes field", Blob.self, Bench_Blob.self, Samples.blob.serializedBytes(),
                Goals(decode: 27.0, encode: 1.96))
        case "tree":
            try Workload(
                name, "1000 sub-messages of seven fields", Tree.self, Bench_Tree.self, Samples.tree.serializedBytes(),
                Goals(decode: 2.79, encode: 4.31))
        case "fds":
            try Workload(
                name, "what protoc says of descriptor.proto", FileDescriptorSet.self,
                Google_Protobuf_FileDescriptorSet.self, Samples.descriptors(), Goals(decode: 5.84, encode: 18.2))
        default: nil
        }
    }
}
