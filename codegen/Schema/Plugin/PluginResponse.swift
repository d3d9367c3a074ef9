/// What a plugin answers on its standard output: a `CodeGeneratorResponse`.
public struct PluginResponse: Sendable {
    /// What is wrong with the schema, one finding per line; no files are written then.
    public var error: String?
    /// Paths relative to the output folder, with what to write there.
    public var files: [(path: String, content: String)]

    public init(error: String? = nil, files: [(path: String, content: String)] = []) {
        self.error = error
        self.files = files
    }

    /// The bytes to send. They announce proto3 `optional` and the editions from proto2 to 2024: without the range
    /// protoc refuses every file that has an edition.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        if let error { Self.append(error, field: 1, to: &bytes) }
        Self.append(Self.proto3Optional | Self.editions, field: 2, to: &bytes)
        Self.append(Self.firstEdition, field: 3, to: &bytes)
        Self.append(Self.lastEdition, field: 4, to: &bytes)
        for file in files where error == nil {
            var message: [UInt8] = []
            Self.append(file.path, field: 1, to: &message)
            Self.append(file.content, field: 15, to: &message)
            Self.append(message, field: 15, to: &bytes)
        }
        return bytes
    }

    // CodeGeneratorResponse.Feature and Edition.
    private static let proto3Optional = 1
    private static let editions = 2
    private static let firstEdition = 998
    private static let lastEdition = 1001

    private static func append(_ value: Int, field: Int, to bytes: inout [UInt8]) {
        appendVarint(field << 3, to: &bytes)
        appendVarint(value, to: &bytes)
    }

    private static func append(_ value: String, field: Int, to bytes: inout [UInt8]) {
        append(Array(value.utf8), field: field, to: &bytes)
    }

    private static func append(_ value: [UInt8], field: Int, to bytes: inout [UInt8]) {
        appendVarint(field << 3 | 2, to: &bytes)
        appendVarint(value.count, to: &bytes)
        bytes += value
    }

    private static func appendVarint(_ value: Int, to bytes: inout [UInt8]) {
        var rest = UInt(bitPattern: value)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
