import COpenSSL

/// A kind of block in a PEM text, and how OpenSSL reads one.
struct PEMBlocks: Sendable {
    let name: String
    let label: String
    let converter: String
    let read: @Sendable (OpaquePointer) -> OpaquePointer?
    let release: @Sendable (OpaquePointer) -> Void

    static let certificates = PEMBlocks(
        name: "certificate", label: "CERTIFICATE", converter: "x509", read: { martlet_read_certificate($0) },
        release: { X509_free($0) })
    static let revocationLists = PEMBlocks(
        name: "revocation list", label: "X509 CRL", converter: "crl", read: { martlet_read_revocation_list($0) },
        release: { X509_CRL_free($0) })

    /// All blocks of this kind, at least one; blocks of other kinds are passed over. `role` says in errors what the
    /// text should have been. The caller releases them.
    func load(_ pem: PEM, as role: String) throws(TLSError) -> [OpaquePointer] {
        let text = try pem.load(as: role)
        guard let memory = BIO_new_mem_buf(text, Int32(clamping: text.count)) else {
            throw TLSError(.outOfMemory, "no memory for the \(role)")
        }
        defer { BIO_free(memory) }
        ErrorQueue.clear()
        var list: [OpaquePointer] = []
        while let block = read(memory) { list.append(block) }
        let errors = ErrorQueue.drain()
        if let last = errors.last, martlet_at_end_of_pem(last.code) == 0 {
            list.forEach(release)
            throw TLSError(
                .configuration, "\(name) \(list.count + 1) is damaged: \(errors.reason(or: "unreadable"))",
                file: pem.path, advice: "export the \(role) again as PEM")
        }
        guard list.isEmpty else { return list }
        throw TLSError(
            .configuration, text.isEmpty ? "it is empty" : "it holds no PEM \(name)", file: pem.path,
            advice: "the \(role) must hold -----BEGIN \(label)----- blocks;"
                + " openssl \(converter) -inform DER converts")
    }
}
