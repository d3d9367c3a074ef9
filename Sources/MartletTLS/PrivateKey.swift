import COpenSSL

/// The key of a PEM text.
final class PrivateKey {
    let key: OpaquePointer

    init(_ pem: PEM, passphrase: String?) throws(TLSError) {
        let text = try pem.load(as: "private key")
        guard let memory = BIO_new_mem_buf(text, Int32(clamping: text.count)) else {
            throw TLSError(.outOfMemory, "no memory for the private key")
        }
        defer { BIO_free(memory) }
        ErrorQueue.clear()
        var wasAsked = false
        let found = Self.withAnswer(passphrase) { answer in
            let key = martlet_read_key(memory, answer)
            wasAsked = answer.pointee.asked != 0
            return key
        }
        guard let found else {
            let isKey = String(decoding: text, as: UTF8.self).contains("PRIVATE KEY-----")
            throw Self.failure(pem, isKey: isKey, wasAsked: wasAsked, hasPassphrase: passphrase != nil)
        }
        key = found
    }

    deinit {
        EVP_PKEY_free(key)
    }

    private static func withAnswer(
        _ passphrase: String?, _ body: (UnsafeMutablePointer<martlet_passphrase>) -> OpaquePointer?
    ) -> OpaquePointer? {
        guard let passphrase else {
            var answer = martlet_passphrase(passphrase: nil, count: 0, asked: 0)
            return body(&answer)
        }
        return passphrase.withCString { bytes in
            var answer = martlet_passphrase(passphrase: bytes, count: passphrase.utf8.count, asked: 0)
            return body(&answer)
        }
    }

    private static func failure(_ pem: PEM, isKey: Bool, wasAsked: Bool, hasPassphrase: Bool) -> TLSError {
        let errors = ErrorQueue.drain()
        let (reason, advice) =
            if wasAsked && !hasPassphrase {
                ("the private key is encrypted", "give its passphrase")
            } else if wasAsked {
                ("wrong passphrase", "give the passphrase that the private key was encrypted with")
            } else if !isKey {
                (
                    "it holds no PEM private key",
                    "the file must hold a -----BEGIN PRIVATE KEY----- block; openssl pkey -inform DER converts"
                )
            } else {
                ("the private key is damaged: \(errors.reason(or: "unreadable"))", "export it again as PEM")
            }
        return TLSError(.configuration, reason, file: pem.path, advice: advice)
    }
}
