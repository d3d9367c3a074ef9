/// Who we are to a peer: a certificate chain and its key.
public struct TLSIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Our certificate first, then the intermediate ones, each the issuer of the one before; the root is not needed.
    public var chain: PEM
    /// The key of the first certificate.
    public var key: PEM
    /// For an encrypted key; nil by default.
    public var passphrase: String?

    /// An identity to show to peers.
    public init(chain: PEM, key: PEM, passphrase: String? = nil) {
        self.chain = chain
        self.key = key
        self.passphrase = passphrase
    }

    /// The files, never what is in them.
    public var description: String { "\(chain.path ?? "a chain in memory") with \(key.path ?? "a key in memory")" }
}
