import MartletTLS

/// A client and a server whose output is carried to each other in memory.
struct Link {
    let client: TLSSession
    let server: TLSSession
    /// How many bytes are carried at once.
    var step = Int.max

    init(
        client: TLSContext, server: TLSContext, name: String = "localhost", serverBuffers: TLSBuffers? = nil
    ) throws(TLSError) {
        self.client = try TLSSession(client: client, serverName: name)
        self.server = try TLSSession(server: server, buffers: serverBuffers)
    }

    /// The usual two.
    static func made(name: String = "localhost") throws -> Link {
        let certificates = try TestCertificates.shared()
        return try Link(client: certificates.client(), server: certificates.server(), name: name)
    }

    /// Handshakes until both sides stand still.
    func handshake() -> (client: HandshakeStep, server: HandshakeStep) {
        var steps = (client: client.handshake(), server: HandshakeStep.needsInput)
        while !client.output.isEmpty || !server.output.isEmpty {
            if !client.output.isEmpty { steps.server = carry(from: client, to: server) { $0.advance() } }
            if !server.output.isEmpty { steps.client = carry(from: server, to: client) { $0.advance() } }
        }
        return steps
    }

    /// Carries all output of `from`, letting `use` have its turn after each piece.
    @discardableResult
    func carry<Outcome>(
        from: TLSSession, to: TLSSession, _ use: (TLSSession) -> Outcome
    ) -> Outcome {
        var bytes = Array(from.output)[...]
        from.discardOutput(bytes.count)
        var outcome: Outcome?
        while !bytes.isEmpty {
            let piece = Array(bytes.prefix(step))
            bytes = bytes.dropFirst(piece.count)
            outcome = piece.withUnsafeBytes { lent in
                to.receive(lent)
                return use(to)
            }
        }
        return outcome ?? use(to)
    }

    /// Carries and reads all that `from` has said; the bytes, and what stopped the reading.
    func deliver(from: TLSSession, to: TLSSession, region: Int = 64 * 1024) -> ([UInt8], TLSRead) {
        var plaintext: [UInt8] = []
        let stop = carry(from: from, to: to) { session in
            while true {
                let (bytes, outcome) = session.readOnce(region)
                plaintext += bytes
                guard case .bytes = outcome else { return outcome }
            }
        }
        return (plaintext, stop)
    }
}

extension TLSSession {
    /// A step of the handshake; once it is complete, reads on, for what comes behind it (session tickets) is input too.
    func advance() -> HandshakeStep {
        let step = handshake()
        if case .complete = step, let error = readOnce(1).1.error { return .failed(error) }
        return step
    }

    func readOnce(_ region: Int = 64 * 1024) -> ([UInt8], TLSRead) {
        var bytes = [UInt8](repeating: 0, count: region)
        let outcome = bytes.withUnsafeMutableBytes { read(into: $0) }
        guard case .bytes(let count) = outcome else { return ([], outcome) }
        return (Array(bytes[..<count]), outcome)
    }

    func write(_ bytes: [UInt8]) -> TLSError? {
        bytes.withUnsafeBytes { write($0) }
    }
}

extension HandshakeStep {
    var isComplete: Bool {
        if case .complete = self { return true }
        return false
    }

    var error: TLSError? {
        if case .failed(let error) = self { return error }
        return nil
    }
}

extension TLSRead {
    var needsInput: Bool {
        if case .needsInput = self { return true }
        return false
    }

    var isClosed: Bool {
        if case .closed = self { return true }
        return false
    }

    var error: TLSError? {
        if case .failed(let error) = self { return error }
        return nil
    }
}
