import COpenSSL

/// An identity as it was read: the key is that of the first certificate, and each certificate issued the one before.
final class LoadedIdentity: @unchecked Sendable {
    // Sendable: nothing changes after the making, and OpenSSL counts references atomically.

    let source: TLSIdentity
    let certificates: Certificates
    let key: PrivateKey

    init(_ source: TLSIdentity) throws(TLSError) {
        self.source = source
        certificates = try Certificates(source.chain, as: "certificate chain")
        key = try PrivateKey(source.key, passphrase: source.passphrase)
        try checkKey()
        try checkOrder()
    }

    private func checkKey() throws(TLSError) {
        defer { ErrorQueue.clear() }
        guard X509_check_private_key(certificates.list[0], key.key) != 1 else { return }
        let owner = certificates.list.firstIndex { X509_check_private_key($0, key.key) == 1 }
        if let owner {
            throw TLSError(
                .configuration, "the chain is in the wrong order: certificate \(owner + 1) is the one made for the key",
                file: source.chain.path, advice: "put it first, then its issuer, and so on; leave the root out")
        }
        throw TLSError(
            .configuration,
            "the private key does not match the certificate\(source.chain.path.map { " \($0)" } ?? "")",
            file: source.key.path, advice: "the chain's first certificate must be the one made for this key")
    }

    private func checkOrder() throws(TLSError) {
        let list = certificates.list
        for index in list.indices.dropFirst()
        where X509_NAME_cmp(X509_get_subject_name(list[index]), X509_get_issuer_name(list[index - 1])) != 0 {
            throw TLSError(
                .configuration,
                "the chain is in the wrong order: certificate \(index + 1) (\(Certificate.subject(list[index])))"
                    + " has not issued certificate \(index) (\(Certificate.subject(list[index - 1])))",
                file: source.chain.path, advice: "each certificate must be followed by its issuer's")
        }
    }

    var hasExpired: Bool { Certificate.hasExpired(certificates.list[0]) }

    /// What is suspicious but not wrong: certificates out of their time.
    var warnings: [String] {
        certificates.list.compactMap { certificate in
            let subject = Certificate.subject(certificate)
            let file = source.chain.path.map { " (\($0))" } ?? ""
            if Certificate.hasExpired(certificate) {
                return "the certificate of \(subject)\(file) has expired; peers will refuse it"
            }
            if Certificate.isEarly(certificate) {
                return "the certificate of \(subject)\(file) is not valid yet; peers will refuse it"
            }
            return nil
        }
    }
}
