import COpenSSL

/// Called by OpenSSL for the peer's chain, with the trust of its context.
func onVerify(_ verification: OpaquePointer?, _ trust: UnsafeMutableRawPointer?) -> Int32 {
    guard let verification, let trust else { return 0 }
    let failure = Unmanaged<LoadedTrust>.fromOpaque(trust).takeUnretainedValue().failure(of: verification)
    guard let failure else { return 1 }
    if let session = TLSSession.of(martlet_wire_verified(verification)) { session.refusal = failure }
    return 0
}

extension LoadedTrust {
    /// Why a chain is not to be trusted, or nil. OpenSSL's own code of the error decides which alert is sent.
    fileprivate func failure(of verification: OpaquePointer) -> String? {
        guard let leaf = X509_STORE_CTX_get0_cert(verification) else { return "there is no certificate" }
        if !bundles.isEmpty {
            guard let id = PeerIdentity(leaf).spiffeID else {
                return refuse(verification, leaf, "it has no SPIFFE ID: exactly one URI, of no authority")
            }
            guard let bundle = bundles[id.trustDomain] else {
                return refuse(verification, leaf, "there is no bundle of its trust domain \(id.trustDomain)")
            }
            X509_STORE_CTX_set0_trusted_stack(verification, bundle)
        }
        guard X509_verify_cert(verification) == 1 else { return words(verification) }
        // A certificate that is trusted itself (self-signed and given as root) may be what it likes.
        let isPinned = martlet_chain_count(X509_STORE_CTX_get0_chain(verification)) == 1
        if source.isStrict, !isPinned, martlet_is_authority(leaf) != 0 {
            return refuse(verification, leaf, "it is an authority's, not a peer's (setting isStrict)")
        }
        return nil
    }

    private func refuse(_ verification: OpaquePointer, _ certificate: OpaquePointer, _ reason: String) -> String {
        X509_STORE_CTX_set_error(verification, X509_V_ERR_APPLICATION_VERIFICATION)
        return "\(reason): the certificate of \(Certificate.subject(certificate))"
    }

    private func words(_ verification: OpaquePointer) -> String {
        let code = X509_STORE_CTX_get_error(verification)
        var text = String(cString: X509_verify_cert_error_string(Int(code)))
        if Self.strictCodes.contains(code) { text += " (setting isStrict)" }
        guard let certificate = X509_STORE_CTX_get_current_cert(verification) else { return text }
        return "\(text): the certificate of \(Certificate.subject(certificate))"
            + ", serial \(Certificate.serialNumber(certificate))"
    }

    /// Errors that only strict checking finds.
    private static let strictCodes =
        X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA...X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3
}
