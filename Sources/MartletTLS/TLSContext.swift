import COpenSSL

/// What many sessions have in common: identity, trust, and the rules of RFC 9113 section 9.2 (TLS 1.2 or later; for 1.2
/// only ephemeral keys with authenticated encryption; no compression, no renegotiation; no early data), with ALPN "h2".
/// `TLSCredentials` makes them.
public final class TLSContext: @unchecked Sendable {
    // Sendable: OpenSSL lets threads share an SSL_CTX, and after the making nothing here changes.

    enum Role { case server, client }

    let role: Role
    let pointer: OpaquePointer
    /// What the callbacks use lives as long as the context.
    private let trust: LoadedTrust?
    private let tickets: TicketKeys?
    /// A client's only.
    let resumable: ResumableSessions?

    /// Ciphers of TLS 1.2 that RFC 9113 appendix A allows. Those of TLS 1.3 are all fine.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    private init(
        _ role: Role, trust: LoadedTrust?, tickets: TicketKeys? = nil, resumable: ResumableSessions? = nil
    ) throws(TLSError) {
        ErrorQueue.clear()
        guard let pointer = SSL_CTX_new(role == .server ? TLS_server_method() : TLS_client_method()) else {
            throw TLSError(.configuration, ErrorQueue.drain().reason(or: "OpenSSL gives no context"))
        }
        self.role = role
        self.pointer = pointer
        self.trust = trust
        self.tickets = tickets
        self.resumable = resumable
        martlet_context_common(pointer)
        guard martlet_context_floor(pointer) != 0, SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1 else {
            throw TLSError(.configuration, ErrorQueue.drain().reason(or: "OpenSSL lacks TLS 1.2 with ECDHE"))
        }
        if let trust { use(trust) }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    /// A server's context. Sessions made with `tickets` are resumed under the same trust only.
    convenience init(
        server identity: LoadedIdentity, clients: LoadedTrust?, mustShow: Bool, tickets: TicketKeys
    ) throws(TLSError) {
        try self.init(.server, trust: clients, tickets: tickets)
        martlet_context_server(pointer)
        try use(identity)
        if let clients {
            try nameAuthorities(of: clients)
            SSL_CTX_set_verify(
                pointer, SSL_VERIFY_PEER | (mustShow ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nil)
        }
        // Tickets carry it: one made under other trust is not taken.
        let name = LoadedTrust.digest([mustShow ? 1 : 0] + (clients?.digest ?? []))
        guard SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count)) == 1 else {
            throw TLSError(.outOfMemory, "no memory for the session context")
        }
        martlet_set_context_data(pointer, Unmanaged.passUnretained(tickets).toOpaque())
        SSL_CTX_set_tlsext_ticket_key_evp_cb(pointer, onTicketKey)
        SSL_CTX_set_session_ticket_cb(pointer, onTicketMade, onTicketOpened, nil)
    }

    /// A client's context. What it resumes are its own sessions.
    convenience init(client identity: LoadedIdentity?, servers: LoadedTrust) throws(TLSError) {
        try self.init(.client, trust: servers, resumable: ResumableSessions())
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        guard martlet_context_offer_h2(pointer) != 0 else {
            throw TLSError(.outOfMemory, "no memory for the ALPN list")
        }
        if let identity { try use(identity) }
        martlet_context_keep_sessions(pointer, onSession)
    }

    private func use(_ identity: LoadedIdentity) throws(TLSError) {
        let source = identity.source
        for (index, certificate) in identity.certificates.list.enumerated() {
            ErrorQueue.clear()
            if index == 0 {
                guard SSL_CTX_use_certificate(pointer, certificate) == 1 else {
                    throw refused("certificate", source.chain)
                }
                continue
            }
            X509_up_ref(certificate)
            guard martlet_context_add_chain(pointer, certificate) != 0 else {
                X509_free(certificate)
                throw refused("intermediate certificate \(index)", source.chain)
            }
        }
        guard SSL_CTX_use_PrivateKey(pointer, identity.key.key) == 1 else { throw refused("private key", source.key) }
    }

    private func refused(_ what: String, _ pem: PEM) -> TLSError {
        TLSError(
            .configuration, "OpenSSL refuses the \(what): \(ErrorQueue.drain().reason(or: "no reason given"))",
            file: pem.path, advice: "use ECDSA P-256 or RSA with 2048 bits or more")
    }

    private func use(_ trust: LoadedTrust) {
        SSL_CTX_set1_cert_store(pointer, trust.store)
        var flags = UInt(X509_V_FLAG_TRUSTED_FIRST)
        if trust.source.isStrict { flags |= UInt(X509_V_FLAG_X509_STRICT) }
        if !trust.source.revocationLists.isEmpty { flags |= UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) }
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(pointer), flags)
        SSL_CTX_set_cert_verify_callback(pointer, onVerify, Unmanaged.passUnretained(trust).toOpaque())
    }

    /// Clients with several certificates choose by these names.
    private func nameAuthorities(of trust: LoadedTrust) throws(TLSError) {
        for certificate in trust.authorities.flatMap(\.list)
        where martlet_context_name_authority(pointer, certificate) == 0 {
            throw TLSError(.outOfMemory, "no memory for the names of client authorities")
        }
    }
}
