import COpenSSL

/// Trust as it was read: the roots and revocation lists in OpenSSL's form.
final class LoadedTrust: @unchecked Sendable {
    // Sendable: nothing changes after the making, and a store has a lock of its own.

    let source: TLSTrust
    let store: OpaquePointer
    /// The authorities whose names a server sends with its question for a certificate; none of the system's, which are
    /// too many.
    private(set) var authorities: [Certificates] = []
    /// By trust domain, where the roots are SPIFFE bundles: stacks of certificates.
    private(set) var bundles: [String: OpaquePointer] = [:]
    /// SHA-256 of all that decides: a session made under other trust has another.
    private(set) var digest: [UInt8] = []
    private(set) var warnings: [String] = []

    init(_ source: TLSTrust) throws(TLSError) {
        guard let store = X509_STORE_new() else { throw TLSError(.outOfMemory, "no memory for trust roots") }
        self.source = source
        self.store = store
        var decisive: [UInt8] = [source.isStrict ? 1 : 0]
        switch source.roots {
        case .system: decisive += try addSystemRoots()
        case .pem(let pem): decisive += try add(pem, as: "trust roots")
        case .spiffe(let bundles):
            for (domain, pem) in bundles.sorted(by: { $0.key < $1.key }) {
                decisive += Array(domain.utf8) + [0]
                decisive += try add(pem, for: domain)
            }
        }
        for pem in source.revocationLists { decisive += try addRevocations(pem) }
        digest = Self.digest(decisive)
    }

    deinit {
        X509_STORE_free(store)
        for bundle in bundles.values { martlet_free_stack(bundle) }
    }

    private func addSystemRoots() throws(TLSError) -> [UInt8] {
        ErrorQueue.clear()
        guard X509_STORE_set_default_paths(store) == 1 else {
            throw TLSError(
                .configuration, ErrorQueue.drain().reason(or: "no trust roots"),
                advice: "install the ca-certificates package")
        }
        return Self.systemPaths.flatMap { Array("\($0) \(FileStamp(of: $0).description)".utf8) }
    }

    /// Adds certificates to the store; what they contribute to the digest.
    @discardableResult
    private func add(_ pem: PEM, as role: String) throws(TLSError) -> [UInt8] {
        let certificates = try Certificates(pem, as: role)
        ErrorQueue.clear()
        for certificate in certificates.list {
            guard X509_STORE_add_cert(store, certificate) == 1 else { throw refused("a certificate", pem, role) }
        }
        authorities.append(certificates)
        let fingerprints = certificates.list.map(Certificate.fingerprint)
        return fingerprints.sorted { $0.lexicographicallyPrecedes($1) }.flatMap(\.self)
    }

    private func add(_ pem: PEM, for domain: String) throws(TLSError) -> [UInt8] {
        guard SPIFFEID.isTrustDomain(domain) else {
            throw TLSError(
                .configuration, "'\(domain)' is no SPIFFE trust domain",
                advice: "give its name in lower case, without spiffe://")
        }
        let digest = try add(pem, as: "bundle of \(domain)")
        guard let stack = martlet_stack() else { throw TLSError(.outOfMemory, "no memory for a bundle") }
        bundles[domain] = stack
        for certificate in authorities.last?.list ?? [] where martlet_push(stack, certificate) == 0 {
            throw TLSError(.outOfMemory, "no memory for a bundle")
        }
        return digest
    }

    private func addRevocations(_ pem: PEM) throws(TLSError) -> [UInt8] {
        let lists = try PEMBlocks.revocationLists.load(pem, as: "revocation list")
        defer { lists.forEach(PEMBlocks.revocationLists.release) }
        ErrorQueue.clear()
        var digests: [UInt8] = []
        for list in lists {
            guard X509_STORE_add_crl(store, list) == 1 else { throw refused("a list", pem, "revocation list") }
            if martlet_next_update(list) < Certificate.now {
                let file = pem.path.map { " \($0)" } ?? ""
                warnings.append("the revocation list\(file) is out of date; all certificates of its issuer are refused")
            }
            digests += [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
                var size: UInt32 = 0
                count = X509_CRL_digest(list, EVP_sha256(), buffer.baseAddress, &size) == 1 ? Int(size) : 0
            }
        }
        return digests
    }

    private func refused(_ what: String, _ pem: PEM, _ role: String) -> TLSError {
        TLSError(
            .configuration, "OpenSSL refuses \(what): \(ErrorQueue.drain().reason(or: "no reason given"))",
            file: pem.path, advice: "check the \(role)")
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var size: UInt32 = 0
            let made = EVP_Digest(bytes, bytes.count, buffer.baseAddress, &size, EVP_sha256(), nil)
            count = made == 1 ? Int(size) : 0
        }
    }

    /// Where OpenSSL looks for the system's roots: a file and a folder.
    static var systemPaths: [String] {
        let places = [
            (X509_get_default_cert_file_env(), X509_get_default_cert_file()),
            (X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
        ]
        return places.compactMap { variable, usual in
            (variable.flatMap { getenv($0) }.map { UnsafePointer($0) } ?? usual).map { String(cString: $0) }
        }
    }
}
