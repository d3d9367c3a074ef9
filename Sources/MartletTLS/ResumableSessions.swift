import COpenSSL
import Synchronization

/// A session that a server let us take up again.
final class ResumableSession: @unchecked Sendable {
    // Sendable: OpenSSL copies a session before it changes one that others hold.

    let pointer: OpaquePointer
    /// When the server's chain, which was verified in the full handshake, ends: seconds since 1970.
    let end: Int64

    /// Takes the reference over.
    init(owning pointer: OpaquePointer, end: Int64) {
        self.pointer = pointer
        self.end = end
    }

    deinit { SSL_SESSION_free(pointer) }
}

/// What a client's context can resume: the newest session of each server name. All were made under the context's trust
/// and identity, and end with it.
final class ResumableSessions: Sendable {
    /// A client that talks to more names than this does full handshakes with some.
    static let limit = 32

    private let kept = Mutex<[String: ResumableSession]>([:])

    func keep(_ session: ResumableSession, for name: String) {
        kept.withLock { kept in
            if kept.count >= Self.limit, kept[name] == nil, let some = kept.keys.first { kept[some] = nil }
            kept[name] = session
        }
    }

    /// A session to resume. One of TLS 1.3 is given once only, so that observers can't tell that two connections
    /// belong together (RFC 8446 appendix C.4).
    func take(for name: String) -> ResumableSession? {
        kept.withLock { kept in
            guard let session = kept[name] else { return nil }
            let isFit = SSL_SESSION_is_resumable(session.pointer) == 1 && session.end > Certificate.now
            if !isFit || SSL_SESSION_get_protocol_version(session.pointer) >= TLS1_3_VERSION { kept[name] = nil }
            return isFit ? session : nil
        }
    }

    var count: Int { kept.withLock { $0.count } }
}

/// Called by OpenSSL when a server gives a ticket. What is kept is a copy: OpenSSL spoils its own when the connection
/// is lost.
func onSession(_ ssl: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
    guard let session, let owner = TLSSession.of(martlet_wire_of(ssl)), let copy = SSL_SESSION_dup(session) else {
        return 0
    }
    owner.keep(copy)
    return 0
}
