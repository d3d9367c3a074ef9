import COpenSSL

/// What many sessions have in common: identity, trust, and the rules of RFC 9113 section 9.2 (TLS 1.2 or later; for 1.2
/// only ephemeral keys with authenticated encryption; no compression, no renegotiation; no early data), with ALPN "h2".
public final class TLSContext: @unchecked Sendable {
    // Sendable: OpenSSL lets threads share an SSL_CTX, and after the making nothing here changes.

    enum Role { case server, client }

    let role: Role
    let pointer: OpaquePointer
    /// Suspicious but usable things found while loading, such as an expired certificate; one sentence each, for a log.
    public private(set) var warnings: [String] = []

    /// Ciphers of TLS 1.2 that RFC 9113 appendix A allows. Those of TLS 1.3 are all fine.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    private init(_ role: Role) throws(TLSError) {
        ErrorQueue.clear()
        guard let pointer = SSL_CTX_new(role == .server ? TLS_server_method() : TLS_client_method()) else {
            throw TLSError(.configuration, ErrorQueue.drain().reason(or: "OpenSSL gives no context"))
        }
        self.role = role
        self.pointer = pointer
        martlet_context_common(pointer)
        guard martlet_context_floor(pointer) != 0, SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1 else {
            throw TLSError(.configuration, ErrorQueue.drain().reason(or: "OpenSSL lacks TLS 1.2 with ECDHE"))
        }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    /// A server's context.
    ///
    /// - Parameters:
    ///   - certificateChain: the server's certificate first, then the intermediate ones; the root is not needed.
    ///   - privateKey: the key of the first certificate.
    ///   - passphrase: for an encrypted key.
    ///   - clientRoots: when given, clients must show a certificate from one of these authorities.
    /// - Throws: `TLSError` of kind `.configuration`, naming the file, the reason and what to do.
    public static func server(
        certificateChain: PEM, privateKey: PEM, passphrase: String? = nil, clientRoots: TrustRoots? = nil
    ) throws(TLSError) -> TLSContext {
        let context = try TLSContext(.server)
        martlet_context_server(context.pointer)
        try context.use(certificateChain, privateKey, passphrase)
        if let clientRoots {
            try context.trust(clientRoots)
            SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
        // Tickets carry it, so that one made for another kind of session is never accepted here.
        let name = Array("martlet".utf8)
        SSL_CTX_set_session_id_context(context.pointer, name, UInt32(name.count))
        return context
    }

    /// A client's context. It always verifies the server's chain and name.
    ///
    /// - Parameters:
    ///   - trustRoots: whose certificates to accept.
    ///   - identity: what to show to a server that asks for a client certificate.
    ///   - passphrase: for an encrypted key.
    /// - Throws: `TLSError` of kind `.configuration`, naming the file, the reason and what to do.
    public static func client(
        trustRoots: TrustRoots = .system, identity: (chain: PEM, key: PEM)? = nil, passphrase: String? = nil
    ) throws(TLSError) -> TLSContext {
        let context = try TLSContext(.client)
        try context.trust(trustRoots)
        SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
        guard martlet_context_offer_h2(context.pointer) != 0 else {
            throw TLSError(.outOfMemory, "no memory for the ALPN list")
        }
        if let identity { try context.use(identity.chain, identity.key, passphrase) }
        return context
    }

    private func use(_ chain: PEM, _ key: PEM, _ passphrase: String?) throws(TLSError) {
        let certificates = try Certificates(chain, as: "certificate chain")
        let privateKey = try PrivateKey(key, passphrase: passphrase)
        warnings += certificates.warnings(file: chain.path)
        for (index, certificate) in certificates.list.enumerated() {
            ErrorQueue.clear()
            if index == 0 {
                guard SSL_CTX_use_certificate(pointer, certificate) == 1 else { throw refused("certificate", chain) }
                continue
            }
            X509_up_ref(certificate)
            guard martlet_context_add_chain(pointer, certificate) != 0 else {
                X509_free(certificate)
                throw refused("intermediate certificate \(index)", chain)
            }
        }
        guard X509_check_private_key(certificates.list[0], privateKey.key) == 1 else {
            ErrorQueue.clear()
            throw TLSError(
                .configuration, "the private key does not match the certificate\(chain.path.map { " \($0)" } ?? "")",
                file: key.path, advice: "the chain's first certificate must be the one made for this key")
        }
        guard SSL_CTX_use_PrivateKey(pointer, privateKey.key) == 1 else { throw refused("private key", key) }
    }

    private func refused(_ what: String, _ pem: PEM) -> TLSError {
        TLSError(
            .configuration, "OpenSSL refuses the \(what): \(ErrorQueue.drain().reason(or: "no reason given"))",
            file: pem.path, advice: "use ECDSA P-256 or RSA with 2048 bits or more")
    }

    private func trust(_ roots: TrustRoots) throws(TLSError) {
        ErrorQueue.clear()
        switch roots {
        case .system:
            guard SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw TLSError(
                    .configuration, ErrorQueue.drain().reason(or: "no trust roots"),
                    advice: "install the ca-certificates package")
            }
        case .pem(let pem):
            let certificates = try Certificates(pem, as: "trust roots")
            guard let store = SSL_CTX_get_cert_store(pointer) else { return }
            for certificate in certificates.list {
                guard X509_STORE_add_cert(store, certificate) == 1 else { throw refused("trust root", pem) }
            }
        }
    }
}
