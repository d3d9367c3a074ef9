#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import MartletProtobuf

extension Bytes {
    /// Copies the bytes of `data`.
    public init(_ data: Data) { self.init(Array(data)) }
}

extension Data {
    /// Copies the bytes of a field.
    public init(_ bytes: Bytes) { self = unsafe bytes.withUnsafeBytes { unsafe Data($0) } }
}
