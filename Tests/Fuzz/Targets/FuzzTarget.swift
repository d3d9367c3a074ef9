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
    /// What a client says to our server.
    case server
    /// What a server says to our client.
    case client
    /// Steps of a client and a server that both keep the rules: neither may blame the other, and bytes arrive.
    case frames
    /// Messages with their prefixes, cut anywhere.
    case deframer
    /// Decompressing messages. Nothing above the limit comes out, and what comes out can be compressed again.
    case inflate
    /// The header fields of a request: path, authority and all.
    case request
    /// Metadata, with `-bin` values among them.
    case metadata
    /// `grpc-timeout`.
    case timeout
    /// `grpc-message`, percent-encoded.
    case statusMessage = "status-message"

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
        case .server: try ServerTarget.take(input)
        case .client: try ClientTarget.take(input)
        case .frames: try FrameSequenceTarget.take(input)
        case .deframer: try DeframerTarget.take(input)
        case .inflate: try InflateTarget.take(input)
        case .request: try RequestTarget.take(input)
        case .metadata: try MetadataTarget.take(input)
        case .timeout: try TimeoutTarget.take(input)
        case .statusMessage: try StatusMessageTarget.take(input)
        }
    }
}

/// A finding that is neither a trap nor a leak: something that should hold for every input does not.
public struct BrokenPromise: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
