import MartletEventLoop
import MartletHTTP2

/// Whoever holds a connection and is told what concerns more than one call. All calls come on the loop.
protocol ConnectionOwner: AnyObject {
    /// TLS is done and the peer's SETTINGS have arrived: calls may travel.
    func connectionReady(_ connection: Connection)
    /// The peer has opened a stream: the owner attaches a call to it, or has answered or reset it.
    func connection(_ connection: Connection, opened stream: HTTP2Stream, headers: HTTP2HeaderList)
    /// The peer has said GOAWAY: open calls go on, new ones belong elsewhere.
    func connectionGoingAway(_ connection: Connection, code: HTTP2ErrorCode, debugData: String)
    /// The connection would be over by now if its limits were in force.
    func connection(_ connection: Connection, wouldClose reason: ConnectionCloseReason)
    /// The last word. Every call has been told already.
    func connectionClosed(_ connection: Connection, reason: ConnectionCloseReason)
}

/// Why a connection ended.
enum ConnectionCloseReason: Hashable, Sendable, CustomStringConvertible {
    /// Both sides were finished: GOAWAY was said and no stream was left.
    case finished
    /// The peer closed the socket.
    case peerClosed
    /// The socket failed.
    case network(SystemError)
    /// The TLS handshake or a record failed.
    case tls(String)
    /// The peer broke HTTP/2.
    case protocolViolation(String)
    /// No SETTINGS within the handshake timeout.
    case handshakeTimeout
    /// The peer made us work too much, most of all for this.
    case abuse(AbuseLedger.Cause)
    /// The peer pinged too often.
    case tooManyPings
    /// The peer did not acknowledge our SETTINGS.
    case settingsTimeout
    /// A header block took too long to arrive.
    case headerTimeout
    /// No call came.
    case unused
    /// There was no call for a long time.
    case idle
    /// It was old enough.
    case aged
    /// The peer did not answer a PING.
    case keepaliveTimeout
    /// The peer took nothing of what waits for it.
    case stalled
    /// Too many handshakes were under way; this was the oldest.
    case handshakeShed
    /// The server, or the peer's address, had as many connections as it may.
    case tooManyConnections, tooManyFromAddress
    /// It held most when the server had no memory left.
    case memory
    /// This side closed it.
    case local(String)

    /// Whether the peer did something that an operator may want to know of.
    var isPeerFault: Bool {
        switch self {
        case .tls, .protocolViolation, .handshakeTimeout, .abuse, .tooManyPings, .settingsTimeout, .headerTimeout,
            .stalled, .handshakeShed, .tooManyConnections, .tooManyFromAddress, .memory:
            true
        case .finished, .peerClosed, .network, .local, .unused, .idle, .aged, .keepaliveTimeout: false
        }
    }

    /// A word for the label of a metric, of a small set.
    var code: String {
        switch self {
        case .finished: "finished"
        case .peerClosed: "peer_closed"
        case .network: "network"
        case .tls: "tls"
        case .protocolViolation: "protocol_violation"
        case .handshakeTimeout: "handshake_timeout"
        case .abuse(let cause): "abuse_\(cause.code)"
        case .tooManyPings: "too_many_pings"
        case .settingsTimeout: "settings_timeout"
        case .headerTimeout: "header_timeout"
        case .unused: "no_call"
        case .idle: "max_idle"
        case .aged: "max_age"
        case .keepaliveTimeout: "keepalive_timeout"
        case .stalled: "stalled"
        case .handshakeShed: "handshake_shed"
        case .tooManyConnections: "too_many_connections"
        case .tooManyFromAddress: "too_many_from_address"
        case .memory: "memory"
        case .local: "local"
        }
    }

    /// What GOAWAY tells the peer.
    var debugData: String {
        switch self {
        case .abuse(let cause): "too many \(cause)"
        default: code
        }
    }

    var description: String {
        switch self {
        case .finished: "finished"
        case .peerClosed: "the peer closed the connection"
        case .network(let error): "\(error)"
        case .tls(let reason): "TLS: \(reason)"
        case .protocolViolation(let reason): "HTTP/2: \(reason)"
        case .handshakeTimeout: "the handshake took too long"
        case .abuse(let cause): "the peer asks for too much: \(cause)"
        case .tooManyPings: "the peer pings too often (setting pings)"
        case .settingsTimeout: "our SETTINGS were not acknowledged (setting settingsAcknowledgementTimeout)"
        case .headerTimeout: "a header block took too long (setting headerBlockTimeout)"
        case .unused: "no call came (setting firstCallTimeout)"
        case .idle: "no call for a long time (setting maxConnectionIdle)"
        case .aged: "the connection was old enough (setting maxConnectionAge)"
        case .keepaliveTimeout: "the peer did not answer a PING (setting keepalive)"
        case .stalled: "the peer took nothing (setting stalledConnectionTimeout)"
        case .handshakeShed: "too many handshakes were under way (setting maxConcurrentHandshakes)"
        case .tooManyConnections: "the server has as many connections as it may (setting maxConnections)"
        case .tooManyFromAddress: "its address has as many connections as it may (setting maxConnectionsPerAddress)"
        case .memory: "it held most when there was no memory left (setting memoryBudgetBytes)"
        case .local(let reason): reason
        }
    }
}
