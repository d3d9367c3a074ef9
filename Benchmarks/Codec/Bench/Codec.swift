import MartletProtobuf
import SwiftProtobuf

/// One library's public API for one message type.
///
/// Both sides get an array of bytes and give one: what a user writes, and the same work for both.
protocol Codec {
    associatedtype Value: Equatable

    static func decode(_ bytes: [UInt8]) throws -> Value
    static func encode(_ value: Value) throws -> [UInt8]
}

enum Ours<Value: MartletProtobuf.Message>: Codec {
    static func decode(_ bytes: [UInt8]) throws -> Value { try Value(decoding: bytes) }

    static func encode(_ value: Value) throws -> [UInt8] { try value.encoded() }

    /// Encodes as a call does, straight into memory that is there already. Returns the number of bytes.
    static func encode(_ value: Value, into region: UnsafeMutableRawBufferPointer) throws -> Int {
        try value.withEncodedSize { size, write in
            write(UnsafeMutableRawBufferPointer(rebasing: region[..<size]))
            return size
        }
    }
}

enum Peer<Value: SwiftProtobuf.Message & Equatable>: Codec {
    static func decode(_ bytes: [UInt8]) throws -> Value { try Value(serializedBytes: bytes) }

    static func encode(_ value: Value) throws -> [UInt8] { try value.serializedBytes() }
}
