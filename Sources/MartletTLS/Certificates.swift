import COpenSSL

/// The certificates of a PEM text, in its order.
final class Certificates {
    let list: [OpaquePointer]

    init(_ pem: PEM, as role: String) throws(TLSError) {
        let text = try pem.load(as: role)
        guard let memory = BIO_new_mem_buf(text, Int32(clamping: text.count)) else {
            throw TLSError(.outOfMemory, "no memory for the \(role)")
        }
        defer { BIO_free(memory) }
        ErrorQueue.clear()
        var list: [OpaquePointer] = []
        while let certificate = martlet_read_certificate(memory) { list.append(certificate) }
        self.list = list
        let errors = ErrorQueue.drain()
        if let last = errors.last, martlet_at_end_of_pem(last.code) == 0 {
            throw TLSError(
                .configuration, "certificate \(list.count + 1) is damaged: \(errors.reason(or: "unreadable"))",
                file: pem.path, advice: "export the \(role) again as PEM")
        }
        guard !list.isEmpty else {
            let found = text.isEmpty ? "it is empty" : "it holds no PEM certificate"
            throw TLSError(
                .configuration, found, file: pem.path,
                advice: "the \(role) must hold -----BEGIN CERTIFICATE----- blocks; openssl x509 -inform DER converts")
        }
    }

    deinit {
        for certificate in list { X509_free(certificate) }
    }

    /// What is suspicious but not wrong: certificates out of their time.
    func warnings(file: String?) -> [String] {
        list.compactMap { certificate in
            let subject = Self.subject(certificate)
            let source = file.map { " (\($0))" } ?? ""
            if martlet_expiry_from_now(certificate) < 0 {
                return "the certificate of \(subject)\(source) has expired; clients will refuse it"
            }
            if martlet_start_from_now(certificate) > 0 {
                return "the certificate of \(subject)\(source) is not valid yet; clients will refuse it"
            }
            return nil
        }
    }

    private static func subject(_ certificate: OpaquePointer) -> String {
        var text = [CChar](repeating: 0, count: 256)
        X509_NAME_oneline(X509_get_subject_name(certificate), &text, Int32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
