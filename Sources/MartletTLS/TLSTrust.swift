/// Which authorities a peer's certificate may come from.
public enum TrustRoots: Hashable, Sendable {
    /// Those of the operating system (OpenSSL's default paths; SSL_CERT_FILE and SSL_CERT_DIR override them).
    case system
    /// Exactly these.
    case pem(PEM)
    /// A bundle for each SPIFFE trust domain ("prod.example"): the peer must have a SPIFFE ID (see `SPIFFEID`), and its
    /// chain must lead to the bundle of that ID's own trust domain, whatever the other bundles hold.
    case spiffe(bundles: [String: PEM])
}

/// When a peer's certificate is believed.
///
/// A chain has at most four intermediate certificates, and all of its certificates together take at most 64 KiB. The
/// peer's own certificate must be for its role (extended key usage, where it has one) and no authority's.
public struct TLSTrust: Hashable, Sendable {
    /// Whose certificates to believe.
    public var roots: TrustRoots
    /// Certificate revocation lists (RFC 5280 section 5). With any, each certificate of a chain needs a list of its
    /// issuer that is not out of date: what can't be looked up is refused.
    public var revocationLists: [PEM]
    /// Whether certificates must keep all rules of RFC 5280, as X509_V_FLAG_X509_STRICT checks them (an authority needs
    /// `keyUsage` with `keyCertSign`, a certificate names its issuer's key, …), and no authority may pose as a peer.
    /// True by default.
    public var isStrict: Bool

    /// Trust in some authorities.
    public init(_ roots: TrustRoots, revocationLists: [PEM] = [], isStrict: Bool = true) {
        self.roots = roots
        self.revocationLists = revocationLists
        self.isStrict = isStrict
    }
}

/// What a server asks of its clients.
public enum ClientCertificates: Hashable, Sendable {
    /// No certificate is asked for.
    case off
    /// A client may show a certificate; one that it shows must be good.
    case optional(TLSTrust)
    /// A client without a good certificate is refused.
    case required(TLSTrust)

    var trust: TLSTrust? {
        switch self {
        case .off: nil
        case .optional(let trust), .required(let trust): trust
        }
    }
}
