import COpenSSL

/// The certificates of a PEM text, in its order.
final class Certificates: @unchecked Sendable {
    // Sendable: nothing changes after the making, and OpenSSL counts references atomically.

    let list: [OpaquePointer]

    init(_ pem: PEM, as role: String) throws(TLSError) {
        list = try PEMBlocks.certificates.load(pem, as: role)
    }

    deinit {
        for certificate in list { X509_free(certificate) }
    }
}

/// What is asked of a single certificate.
enum Certificate {
    /// The subject as RFC 4514 writes it, at most 256 bytes: `CN=server,O=Example`.
    static func subject(_ certificate: OpaquePointer) -> String {
        let text = [CChar](unsafeUninitializedCapacity: 256) { buffer, count in
            count = martlet_subject(certificate, buffer.baseAddress, buffer.count)
        }
        return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The serial number in upper-case hexadecimal, as the openssl command prints it.
    static func serialNumber(_ certificate: OpaquePointer) -> String {
        var count = 0
        let bytes = martlet_serial(certificate, &count)
        return Hexadecimal.text(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }

    /// The SHA-256 of its DER form.
    static func fingerprint(_ certificate: OpaquePointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var size: UInt32 = 0
            let made = X509_digest(certificate, EVP_sha256(), buffer.baseAddress, &size)
            count = made == 1 ? Int(size) : 0
        }
    }

    static func hasExpired(_ certificate: OpaquePointer) -> Bool { martlet_not_after(certificate) < now }
    static func isEarly(_ certificate: OpaquePointer) -> Bool { martlet_not_before(certificate) > now }

    /// Seconds since the epoch: the time that validity is measured in.
    static var now: Int64 { Int64(time(nil)) }
}

enum Hexadecimal {
    static func text(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
