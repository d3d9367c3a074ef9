import COpenSSL

extension TLSSession {
    /// Goes on with the handshake as far as the received bytes allow. A server that is not offered "h2" refuses with
    /// the alert no_application_protocol; a client refuses a server that did not choose it. Send `output` after each
    /// call; once it is complete, go on with `read`: bytes behind the handshake may have come with it.
    public func handshake() -> HandshakeStep {
        if let failure { return .failed(failure) }
        if isComplete { return .complete }
        ErrorQueue.clear()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            guard negotiatedProtocol == "h2" else {
                return .failed(fail(TLSError(.alpn, "the peer did not choose HTTP/2 (ALPN h2)")))
            }
            isComplete = true
            peerCertificate = SSL_get1_peer_certificate(ssl).map { PeerCertificate(owning: $0) }
            return .complete
        }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ where wire.pointee.input_count == 0:
            return .needsInput
        case SSL_ERROR_WANT_READ:
            return .failed(fail(TLSError(.handshake, "the handshake stands still")))
        default:
            return .failed(fail(handshakeError(ErrorQueue.drain())))
        }
    }

    /// Marks the session as broken. What was received is dropped, what should still be sent stays.
    func fail(_ error: TLSError) -> TLSError {
        failure = error
        wire.pointee.input_count = 0
        ErrorQueue.clear()
        return error
    }

    private func handshakeError(_ errors: [ErrorQueue.Entry]) -> TLSError {
        if wire.pointee.alpn_refused != 0 {
            return TLSError(.alpn, "the client does not offer HTTP/2 (ALPN h2)")
        }
        if errors.contains(where: { $0.isSSL(SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL) }) {
            return TLSError(.alpn, "the server does not speak HTTP/2 (ALPN h2)")
        }
        if errors.contains(where: { $0.isSSL(SSL_R_CERTIFICATE_VERIFY_FAILED) }) {
            return verificationError()
        }
        return TLSError(.handshake, errors.reason(or: "the peer gave up"))
    }

    private func verificationError() -> TLSError {
        let result = SSL_get_verify_result(ssl)
        let words = refusal ?? String(cString: X509_verify_cert_error_string(result))
        let isName =
            result == Int(X509_V_ERR_HOSTNAME_MISMATCH) || result == Int(X509_V_ERR_IP_ADDRESS_MISMATCH)
        guard isName, let serverName else { return TLSError(.certificateVerification, words) }
        return TLSError(.certificateVerification, "\(words): it is not for '\(serverName.text)'")
    }
}
