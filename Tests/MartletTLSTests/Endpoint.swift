import Glibc
import MartletTLS

/// A session on a blocking loopback socket, with a time limit: our side of a talk with another program.
final class Endpoint {
    let session: TLSSession
    /// The program at the other end, which lives as long as this end does.
    var peer: OpenSSLCommand?
    private let descriptor: Int32
    /// What the session has been lent stays here until it asks for more.
    private let received = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)

    struct Failure: Error {
        let operation: String
        let code: Int32
    }

    init(_ session: TLSSession, on descriptor: Int32) {
        self.session = session
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
        received.deallocate()
    }

    func handshake() -> HandshakeStep {
        while true {
            let step = session.handshake()
            sendOutput()
            guard case .needsInput = step else { return step }
            if !receive() { return session.endOfStream().map { .failed($0) } ?? step }
        }
    }

    /// Reads until `count` bytes are there or something else happens.
    func read(_ count: Int) -> ([UInt8], TLSRead) {
        var bytes: [UInt8] = []
        while true {
            let (more, outcome) = session.readOnce()
            bytes += more
            sendOutput()
            if bytes.count >= count { return (bytes, outcome) }
            switch outcome {
            case .bytes: continue
            case .closed, .failed: return (bytes, outcome)
            case .needsInput:
                if !receive() { return (bytes, session.endOfStream().map { .failed($0) } ?? outcome) }
            }
        }
    }

    func write(_ bytes: [UInt8]) -> TLSError? {
        let error = session.write(bytes)
        sendOutput()
        return error
    }

    func closeNotify() {
        session.closeNotify()
        sendOutput()
    }

    func sendOutput() {
        while !session.output.isEmpty {
            let count = send(descriptor, session.output.baseAddress, session.output.count, Int32(MSG_NOSIGNAL))
            if count <= 0 { return session.discardOutput(.max) }
            session.discardOutput(count)
        }
    }

    /// Lends the session the next bytes. False: nothing more comes.
    private func receive() -> Bool {
        let count = recv(descriptor, received.baseAddress, received.count, 0)
        guard count > 0 else { return false }
        session.receive(UnsafeRawBufferPointer(rebasing: received[..<count]))
        return true
    }
}

/// A listening loopback port.
final class Port {
    let number: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw Endpoint.Failure(operation: "bind", code: errno) }
        number = UInt16(bigEndian: address.sin_port)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    func accept(_ context: TLSContext) throws -> Endpoint {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { throw Endpoint.Failure(operation: "accept", code: errno) }
        return Endpoint(try TLSSession(server: context), on: accepted)
    }

    static func connect(_ port: UInt16, _ session: TLSSession) throws -> Endpoint {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = address(port)
        let connected = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else { throw Endpoint.Failure(operation: "connect", code: errno) }
        return Endpoint(session, on: descriptor)
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
