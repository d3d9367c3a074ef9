/// What a fuzzer may feed: each target takes any bytes at all, and must neither trap, nor leak, nor take long.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Decoding messages. What could be decoded, encodes and decodes to the same.
    case binary
    /// Decoding messages without their types: must agree with what generated code does.
    case dynamic
    /// Reading messages from JSON. What could be read, is written and read to the same.
    case json
    /// Reading messages from text format. What could be read, is written and read to the same.
    case text
    /// Making descriptors of a `FileDescriptorSet`, then asking them everything.
    case descriptors

    /// Lets the target have the bytes.
    ///
    /// - Throws: ``BrokenPromise`` when the bytes are taken, and what came of them is wrong.
    public func take(_ input: [UInt8]) throws(BrokenPromise) {
        switch self {
        case .binary: try BinaryTarget.take(input)
        case .dynamic: try DynamicTarget.take(input)
        case .json: try JSONTarget.take(input)
        case .text: try TextFormatTarget.take(input)
        case .descriptors: try DescriptorTarget.take(input)
        }
    }
}

/// A finding that is neither a trap nor a leak: something that should hold for every input does not.
public struct BrokenPromise: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
