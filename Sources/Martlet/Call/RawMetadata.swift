/// Header fields as they came, copied out of the receive buffer in one block and decoded on demand: most handlers
/// never look.
struct RawMetadata: Hashable, Sendable {
    /// name NUL value NUL …: neither may hold a NUL (RFC 9113 section 8.2.1, checked below us).
    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        bytes.reserveCapacity(bytes.count + name.count + value.count + 2)
        bytes.append(contentsOf: name)
        bytes.append(0)
        bytes.append(contentsOf: value)
        bytes.append(0)
    }

    /// The pairs. Throws `INTERNAL`, naming the key, when a `-bin` value is no Base64.
    func decoded() throws(RPCError) -> Metadata {
        var metadata = Metadata()
        var rest = bytes[...]
        while let nameEnd = rest.firstIndex(of: 0), let valueEnd = rest[(nameEnd + 1)...].firstIndex(of: 0) {
            let name = String(decoding: rest[..<nameEnd], as: UTF8.self)
            let value = rest[(nameEnd + 1)..<valueEnd]
            rest = rest[(valueEnd + 1)...]
            if name.hasSuffix("-bin") {
                try Self.decodeBinary(name, value, into: &metadata)
            } else {
                metadata.append(Metadata.Entry(key: name, value: .text(String(decoding: value, as: UTF8.self))))
            }
        }
        return metadata
    }

    /// A `-bin` value may be several, joined by commas: an intermediary may have joined them (gRPC over HTTP/2).
    private static func decodeBinary(
        _ name: String, _ value: ArraySlice<UInt8>, into metadata: inout Metadata
    ) throws(RPCError) {
        for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == UInt8(ascii: " ") }
            guard let bytes = Base64.decode(trimmed) else {
                throw RPCError(.internalError, "the value of \(name) is not Base64")
            }
            metadata.append(Metadata.Entry(key: name, value: .binary(bytes)))
        }
    }
}
