/// The identity of a workload: `spiffe://prod.example/payments/api` (SPIFFE-ID and X509-SVID standards).
public struct SPIFFEID: Hashable, Sendable, CustomStringConvertible {
    /// The trust domain: `prod.example`.
    public let trustDomain: String
    /// The path with its slash, never empty: `/payments/api`.
    public let path: String

    /// The ID that a text spells, or nil: `spiffe://`, a trust domain of lower-case letters, digits, `.`, `-` and `_`
    /// (at most 255 bytes), and a path of at least one segment of letters, digits, `.`, `-` and `_`, none of them
    /// empty, `.` or `..`. No port, user, query or fragment; at most 2048 bytes. Nothing is decoded or normalised.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= 2048, text.hasPrefix("spiffe://") else { return nil }
        let rest = bytes.dropFirst(9)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let segments = rest[rest.index(after: slash)...].split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.allSatisfy(Self.isSegment) else { return nil }
        trustDomain = String(decoding: rest[..<slash], as: UTF8.self)
        path = String(decoding: rest[slash...], as: UTF8.self)
        guard Self.isTrustDomain(trustDomain) else { return nil }
    }

    /// The whole ID: `spiffe://prod.example/payments/api`.
    public var description: String { "spiffe://\(trustDomain)\(path)" }

    static func isTrustDomain(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { isCommon($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    private static func isSegment(_ segment: Substring.UTF8View.SubSequence) -> Bool {
        let text = String(decoding: segment, as: UTF8.self)
        return !text.isEmpty && text != "." && text != ".."
            && segment.allSatisfy { isCommon($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    }

    private static func isCommon(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
