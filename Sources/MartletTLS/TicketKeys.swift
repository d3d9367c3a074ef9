import COpenSSL
import Glibc
import Synchronization

/// What a server seals session tickets with: a key for half a day, then another; tickets of the last one are still
/// opened, and renewed. Keys never leave the process, so a thief of one learns a day's tickets at most.
final class TicketKeys: Sendable {
    /// How long a key seals, in seconds: 12 hours.
    static let lifetime: Int64 = 12 * 60 * 60

    private struct Keys {
        var current: martlet_ticket_key
        var former: martlet_ticket_key?
        var madeAt: Int64
    }

    private let keys: Mutex<Keys>
    private let clock: @Sendable () -> Int64

    /// - Parameter clock: seconds that only go forwards.
    init(clock: @escaping @Sendable () -> Int64 = TicketKeys.uptime) throws(TLSError) {
        guard let first = Self.make() else { throw TLSError(.outOfMemory, "OpenSSL gives no random numbers") }
        self.clock = clock
        keys = Mutex(Keys(current: first, former: nil, madeAt: clock()))
    }

    /// The key for a new ticket; nil when a new one is due and can't be made.
    func sealing() -> martlet_ticket_key? {
        let now = clock()
        return keys.withLock { keys in Self.rotate(&keys, now) ? keys.current : nil }
    }

    /// The key of that name, and whether its tickets should be renewed.
    func opening(_ name: UnsafeRawBufferPointer) -> (key: martlet_ticket_key, isFormer: Bool)? {
        let now = clock()
        return keys.withLock { keys in
            guard Self.rotate(&keys, now) else { return nil }
            if Self.isNamed(name, keys.current) { return (keys.current, false) }
            return keys.former.flatMap { Self.isNamed(name, $0) ? ($0, true) : nil }
        }
    }

    private static func rotate(_ keys: inout Keys, _ now: Int64) -> Bool {
        let age = now - keys.madeAt
        guard age >= lifetime else { return true }
        guard let next = make() else { return false }
        keys.former = age < 2 * lifetime ? keys.current : nil
        keys.current = next
        keys.madeAt = now
        return true
    }

    private static func make() -> martlet_ticket_key? {
        var key = martlet_ticket_key()
        return martlet_new_ticket_key(&key) != 0 ? key : nil
    }

    private static func isNamed(_ name: UnsafeRawBufferPointer, _ key: martlet_ticket_key) -> Bool {
        self.name(of: key).elementsEqual(name)
    }

    static func name(of key: martlet_ticket_key) -> [UInt8] { withUnsafeBytes(of: key.name) { Array($0) } }

    static let uptime: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec)
    }
}

/// Called by OpenSSL to seal a ticket or to open one: 1 goes on, 2 goes on and renews it, 0 does without.
func onTicketKey(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?, _ iv: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?, _ mac: OpaquePointer?, _ isSealing: Int32
) -> Int32 {
    guard let name, let data = martlet_context_data(ssl) else { return 0 }
    let keys = Unmanaged<TicketKeys>.fromOpaque(data).takeUnretainedValue()
    let room = UnsafeMutableRawBufferPointer(start: name, count: Int(MARTLET_TICKET_NAME))
    if isSealing != 0 {
        guard var key = keys.sealing() else { return 0 }
        withUnsafeBytes(of: key.name) { room.copyMemory(from: $0) }
        return martlet_ready_ticket(&key, iv, cipher, mac, 1)
    }
    guard var found = keys.opening(UnsafeRawBufferPointer(room)) else { return 0 }
    guard martlet_ready_ticket(&found.key, iv, cipher, mac, 0) != 0 else { return 0 }
    return found.isFormer ? 2 : 1
}

/// Called before a ticket is sealed. The session of a full handshake learns when the client's chain ends; a resumed one
/// knows.
func onTicketMade(_ ssl: OpaquePointer?, _ unused: UnsafeMutableRawPointer?) -> Int32 {
    guard SSL_session_reused(ssl) == 0 else { return 1 }
    return martlet_set_ticket_end(SSL_get_session(ssl), martlet_chain_not_after(SSL_get0_verified_chain(ssl)))
}

/// Called after a ticket was opened or not: one whose client's chain has ended asks for a full handshake.
func onTicketOpened(
    _ ssl: OpaquePointer?, _ session: OpaquePointer?, _ name: UnsafePointer<UInt8>?, _ nameCount: Int,
    _ status: SSL_TICKET_STATUS, _ unused: UnsafeMutableRawPointer?
) -> SSL_TICKET_RETURN {
    guard status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW else {
        return SSL_TICKET_RETURN(SSL_TICKET_RETURN_IGNORE_RENEW)
    }
    var end: Int64 = 0
    guard martlet_ticket_end(session, &end) != 0, end > Certificate.now else {
        return SSL_TICKET_RETURN(SSL_TICKET_RETURN_IGNORE_RENEW)
    }
    // A ticket of TLS 1.3 is used once, so its client needs another for the next time.
    let isRenewed = status == SSL_TICKET_SUCCESS_RENEW || SSL_version(ssl) >= TLS1_3_VERSION
    return SSL_TICKET_RETURN(isRenewed ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_USE)
}
