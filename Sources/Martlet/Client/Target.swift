/// Where a client's calls go (gRPC name resolution): `dns:///host:port`, `ipv4:1.2.3.4:80`, `ipv6:[::1]:80`,
/// `unix:path`, or a bare `host:port`.
struct Target: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        case name(host: String, port: UInt16)
        case addresses([String], port: UInt16)
        case unix(String)
    }

    let place: Place
    /// The value of `:authority`, and, without its port, the name that the certificate must bear.
    let authority: String

    /// The host part of the authority, for SNI and verification.
    var host: String {
        switch place {
        case .name(let host, _): host
        case .addresses(let addresses, _): addresses.first ?? ""
        case .unix: "localhost"
        }
    }

    /// Throws `RuntimeError` for a port that is none, an empty host, a `dns` authority.
    init(_ text: String) throws(RuntimeError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(text.hasPrefix("unix://") ? 7 : 5))
            guard !path.isEmpty else { throw Self.error(text, "the path is empty") }
            place = .unix(path)
            authority = "localhost"
        } else if text.hasPrefix("ipv4:") || text.hasPrefix("ipv6:") {
            let (host, port) = try Self.split(String(text.dropFirst(5)), of: text)
            place = .addresses([host], port: port)
            authority = Self.join(host, port)
        } else {
            // An unknown scheme is no scheme: the whole text is tried as a name (gRPC naming).
            let name = text.hasPrefix("dns:///") ? String(text.dropFirst(7)) : text.hasPrefix("dns:")
                ? String(text.dropFirst(4)) : text
            guard !name.hasPrefix("//") else {
                throw Self.error(text, "a DNS server can't be chosen (dns://server/name)")
            }
            let (host, port) = try Self.split(name, of: text)
            place = .name(host: host, port: port)
            authority = Self.join(host, port)
        }
    }

    /// `host`, `host:port`, `[v6]`, `[v6]:port`; the port is 443 where none is named.
    private static func split(_ text: String, of whole: String) throws(RuntimeError) -> (String, UInt16) {
        var host = text
        var port: UInt16? = 443
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw error(whole, "the bracket is not closed") }
            host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if rest.hasPrefix(":") { port = UInt16(rest.dropFirst()) } else if !rest.isEmpty { port = nil }
        } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
            host = String(text[..<colon])
            port = UInt16(text[text.index(after: colon)...])
        }
        guard let port else { throw error(whole, "the port is not a number from 0 to 65535") }
        guard !host.isEmpty, !host.contains("/") else { throw error(whole, "the host is missing or has a slash") }
        return (host, port)
    }

    private static func join(_ host: String, _ port: UInt16) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func error(_ target: String, _ reason: String) -> RuntimeError {
        RuntimeError(.target, "\(target.debugDescription) is no target: \(reason); write dns:///host:port")
    }
}
