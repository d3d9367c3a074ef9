import MartletHTTP2

extension HTTP2HeaderBlock {
    /// Appends custom metadata, `-bin` values in Base64. Throws `INTERNAL`, naming the key, for what may not travel.
    mutating func append(_ metadata: Metadata) throws(RPCError) {
        for entry in metadata {
            guard MetadataRules.allows(key: entry.key) else {
                throw RPCError(.internalError, "metadata may not use the key \(entry.key.debugDescription)")
            }
            let isBinaryKey = entry.key.hasSuffix("-bin")
            switch entry.value {
            case .text(let text):
                guard !isBinaryKey, MetadataRules.allows(value: text) else {
                    throw RPCError(
                        .internalError,
                        "the metadata value of \(entry.key) must be printable ASCII "
                            + "(bytes need a key that ends in -bin)")
                }
                append(entry.key, MetadataRules.trimmed(text), sensitive: MetadataRules.isSensitive(key: entry.key))
            case .binary(let bytes):
                guard isBinaryKey else {
                    throw RPCError(.internalError, "the metadata key \(entry.key) has bytes but does not end in -bin")
                }
                append(entry.key, Base64.encode(bytes))
            }
        }
    }
}

/// What custom metadata may look like (gRPC over HTTP/2, "Custom-Metadata").
enum MetadataRules {
    private static let reserved: Set<String> = [
        "te", "content-type", "content-length", "user-agent", "connection", "host", "transfer-encoding",
        "keep-alive", "upgrade", "proxy-connection",
    ]

    /// Lower-case letters, digits, `_`, `-`, `.`; not the protocol's own names.
    static func allows(key: String) -> Bool {
        guard !key.isEmpty, !reserved.contains(key) else { return false }
        guard !key.hasPrefix("grpc-") || key == "grpc-status-details-bin" else { return false }
        return key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// Spaces at the ends don't travel: HTTP/2 forbids them (RFC 9113 section 8.2.1), gRPC lets us strip them.
    static func trimmed(_ value: String) -> String {
        guard value.utf8.first == UInt8(ascii: " ") || value.utf8.last == UInt8(ascii: " ") else { return value }
        let start = value.drop { $0 == " " }
        let end = start.lastIndex { $0 != " " }
        return end.map { String(start[...$0]) } ?? ""
    }

    static func allows(value: String) -> Bool { value.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    /// Values that must not enter the peer's compression table (RFC 7541 section 7.1.3).
    static func isSensitive(key: String) -> Bool { key == "authorization" || key == "cookie" }
}
