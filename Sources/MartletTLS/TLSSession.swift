import COpenSSL

/// One TLS connection, in memory: ciphertext in, plaintext out, and back. It knows no socket and no clock, and is used
/// by one loop only.
///
///     receive(bytes) ─► handshake() … complete ─► read(into:) … needsInput ─► receive(bytes) …
///     write(plaintext) ─► output ─► discardOutput(count)
public final class TLSSession {
    let ssl: OpaquePointer
    let wire: UnsafeMutablePointer<martlet_wire>
    /// The context's callbacks and keys serve the session; the buffers are where its output goes back to.
    private let context: TLSContext
    let buffers: TLSBuffers?
    /// Its place among those of its loop that keep OpenSSL's buffers; nil: it keeps none.
    @exclusivity(unchecked) var place: Int?
    /// Whether it was used since somebody else asked for its place.
    @exclusivity(unchecked) var isUsed = false
    /// How often it was used since it asked for a place itself.
    @exclusivity(unchecked) var uses = 0
    /// Nil on a server.
    let serverName: ServerName?
    var isComplete = false
    /// Once broken, always broken: OpenSSL must not be asked again after a fatal error.
    var failure: TLSError? { didSet { isBroken = failure != nil } }
    /// The same without a copy of the error, which each read and write asks for.
    @exclusivity(unchecked) private(set) var isBroken = false
    var progress = KeyUpdateAllowance()
    /// Why the peer's chain was not believed.
    var refusal: String?
    /// The session that is resumed, if the server agrees.
    private var resuming: ResumableSession?
    /// The certificate that the peer proved to own; nil before the handshake is complete, and where none was shown.
    public internal(set) var peerCertificate: PeerCertificate?

    /// A server's side of a new connection.
    ///
    /// - Parameter buffers: the loop's buffers; without them the session makes its own as needed.
    public convenience init(server: TLSContext, buffers: TLSBuffers? = nil) throws(TLSError) {
        try self.init(server, .server, nil, buffers)
        SSL_set_accept_state(ssl)
    }

    /// A client's side of a new connection; `handshake()` begins it.
    ///
    /// - Parameters:
    ///   - serverName: the name or IP address that the server's certificate must be made for; a name is also sent
    ///     (SNI).
    ///   - buffers: the loop's buffers; without them the session makes its own as needed.
    public convenience init(
        client: TLSContext, serverName: String, buffers: TLSBuffers? = nil
    ) throws(TLSError) {
        try self.init(client, .client, try ServerName(serverName), buffers)
        SSL_set_connect_state(ssl)
        guard let name = self.serverName, let session = client.resumable?.take(for: name.text) else { return }
        if SSL_set_session(ssl, session.pointer) == 1 { resuming = session }
    }

    private init(
        _ context: TLSContext, _ role: TLSContext.Role, _ serverName: ServerName?, _ buffers: TLSBuffers?
    ) throws(TLSError) {
        guard context.role == role else {
            throw TLSError(.configuration, "a \(context.role)'s context cannot serve a \(role)")
        }
        ErrorQueue.clear()
        guard let method = wireMethod, let ssl = SSL_new(context.pointer) else {
            throw TLSError(.outOfMemory, ErrorQueue.drain().reason(or: "no memory for a session"))
        }
        let wire = UnsafeMutablePointer<martlet_wire>.allocate(capacity: 1)
        wire.initialize(to: martlet_wire())
        wire.pointee.buffers = buffers?.pointer
        self.ssl = ssl
        self.wire = wire
        self.context = context
        self.buffers = buffers
        self.serverName = serverName
        wire.pointee.session = Unmanaged.passUnretained(self).toOpaque()
        guard martlet_connect_wire(ssl, method.pointer, wire) != 0, serverName?.apply(to: ssl) ?? true else {
            throw TLSError(.outOfMemory, ErrorQueue.drain().reason(or: "no memory for a session"))
        }
    }

    deinit {
        if let place { buffers?.freePlace(place) }
        SSL_free(ssl)
        martlet_wire_release_output(wire)
        wire.deallocate()
    }

    /// Lends the session what came from the network, until `handshake()` or `read(into:)` says that it needs more (or
    /// that it is over). All bytes of the last call must have been used up before the next.
    public func receive(_ ciphertext: UnsafeRawBufferPointer) {
        assert(wire.pointee.input_count == 0, "the last bytes are not read yet")
        wire.pointee.input = ciphertext.baseAddress?.assumingMemoryBound(to: UInt8.self)
        wire.pointee.input_count = ciphertext.count
    }

    /// Ciphertext to send, in order; valid until the next call of any method.
    public var output: UnsafeRawBufferPointer {
        let pending = wire.pointee
        guard let start = pending.output else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(
            start: start + pending.output_start, count: pending.output_end - pending.output_start)
    }

    /// Forgets the first `count` bytes of `output`, which have been sent. When none are left, the memory is given back.
    public func discardOutput(_ count: Int) {
        let pending = wire.pointee.output_end - wire.pointee.output_start
        wire.pointee.output_start += min(max(0, count), pending)
        if count >= pending { martlet_wire_release_output(wire) }
    }

    /// The protocol that ALPN agreed on: "h2", or nil before the handshake is complete.
    public var negotiatedProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        return name.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }

    /// The protocol version, for logs: "TLSv1.3".
    public var version: String { String(cString: SSL_get_version(ssl)) }

    /// The cipher's name, for logs: "TLS_AES_256_GCM_SHA384"; nil before one is agreed.
    public var cipher: String? {
        SSL_get_current_cipher(ssl).flatMap { SSL_CIPHER_get_name($0) }.map { String(cString: $0) }
    }

    /// Whether the peers took an earlier session up again, and so exchanged no certificates.
    public var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// The session that OpenSSL's callbacks are about.
    static func of(_ wire: UnsafeMutablePointer<martlet_wire>?) -> TLSSession? {
        wire?.pointee.session.map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Keeps what the server let us resume, for the next session with that name. Takes the reference over.
    func keep(_ session: OpaquePointer) {
        let end = isResumed ? resuming?.end : martlet_chain_not_after(SSL_get0_verified_chain(ssl))
        let resumable = ResumableSession(owning: session, end: end ?? 0)
        guard let serverName, SSL_get_verify_result(ssl) == X509_V_OK else { return }
        context.resumable?.keep(resumable, for: serverName.text)
    }

    /// True once the peer has closed its side in order. A stream that ends before is cut off.
    public var isPeerClosed: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }
}

/// How OpenSSL reaches a wire. Made once, never freed, never changed.
struct WireMethod: @unchecked Sendable {
    // Sendable: nobody writes to a method after its making.
    let pointer: OpaquePointer
}

let wireMethod: WireMethod? = martlet_bio_method_new().map { WireMethod(pointer: $0) }
