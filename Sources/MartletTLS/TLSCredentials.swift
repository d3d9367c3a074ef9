import COpenSSL
import Synchronization

/// The certificates, keys and authorities of a server's listener or of a client, and the context made of them; made
/// anew when their files change.
public final class TLSCredentials: Sendable {
    private enum Settings {
        case server(ServerTLS)
        case client(ClientTLS)
    }

    private struct State {
        var context: TLSContext
        var identity: Watched<LoadedIdentity>?
        var trust: Watched<LoadedTrust>?
    }

    private let settings: Settings
    /// A server's tickets outlive its contexts: a new certificate is no reason for full handshakes.
    private let tickets: TicketKeys?
    private let state: Mutex<State>
    /// One refresh at a time; files are not read under the lock of `state`.
    private let refreshing = Mutex<Void>(())

    /// Reads a server's files. Throws `TLSError` of kind `.configuration`, naming the file, the reason and what to do.
    public convenience init(server settings: ServerTLS) throws(TLSError) {
        try self.init(.server(settings), identity: settings.identity, trust: settings.clients.trust)
    }

    /// Reads a client's files. Throws `TLSError` of kind `.configuration`, naming the file, the reason and what to do.
    public convenience init(client settings: ClientTLS) throws(TLSError) {
        try self.init(.client(settings), identity: settings.identity, trust: settings.trust)
    }

    private init(_ settings: Settings, identity: TLSIdentity?, trust: TLSTrust?) throws(TLSError) {
        self.settings = settings
        if case .server = settings { tickets = try TicketKeys() } else { tickets = nil }
        let identity = try Watched<LoadedIdentity>.identity(identity)
        let trust = try Watched<LoadedTrust>.trust(trust)
        let context = try Self.context(settings, identity?.value, trust?.value, tickets)
        state = Mutex(State(context: context, identity: identity, trust: trust))
    }

    private static func context(
        _ settings: Settings, _ identity: LoadedIdentity?, _ trust: LoadedTrust?, _ tickets: TicketKeys?
    ) throws(TLSError) -> TLSContext {
        switch settings {
        case .server(let server):
            guard let identity, let tickets else {
                throw TLSError(.configuration, "a server needs a certificate chain and its key")
            }
            var mustShow = false
            if case .required = server.clients { mustShow = true }
            return try TLSContext(server: identity, clients: trust, mustShow: mustShow, tickets: tickets)
        case .client:
            guard let trust else { throw TLSError(.configuration, "a client needs trust roots") }
            return try TLSContext(client: identity, servers: trust)
        }
    }

    /// What new connections use. From any thread.
    public var context: TLSContext { state.withLock { $0.context } }

    /// Suspicious but usable things, such as an expired certificate; one sentence each, for a log.
    public var warnings: [String] {
        let (identity, trust) = state.withLock { ($0.identity?.value, $0.trust?.value) }
        return (identity?.warnings ?? []) + (trust?.warnings ?? [])
    }

    /// How often to call `refresh()`; nil when there is nothing to look at.
    public var reloadInterval: Duration? {
        let hasFiles = state.withLock { $0.identity?.paths.isEmpty == false || $0.trust?.paths.isEmpty == false }
        guard hasFiles else { return nil }
        switch settings {
        case .server(let server): return server.reloadInterval
        case .client(let client): return client.reloadInterval
        }
    }

    /// Looks at the files, and uses what has changed and is whole. Identity and trust are taken each for itself: a
    /// broken certificate does not hold a revocation up. Blocks for as long as reading takes; from any thread.
    public func refresh() -> TLSRefresh {
        refreshing.withLock { _ in
            var state = state.withLock { $0 }
            var outcome = TLSRefresh()
            let (identity, trust) = (state.identity?.value, state.trust?.value)
            state.identity?.refresh(&outcome) { new throws(TLSError) in
                guard identity?.hasExpired == true || !new.hasExpired else {
                    throw TLSError(
                        .configuration, "the new certificate has expired", file: new.source.chain.path,
                        advice: "put one in its place that is valid")
                }
                state.context = try Self.context(settings, new, trust, tickets)
            }
            let current = state.identity?.value
            state.trust?.refresh(&outcome) { new throws(TLSError) in
                state.context = try Self.context(settings, current, new, tickets)
            }
            self.state.withLock { $0 = state }
            if !outcome.reloaded.isEmpty { outcome.warnings = warnings }
            return outcome
        }
    }
}

/// What a look at the files brought.
public struct TLSRefresh: Sendable {
    /// The files of what is in use since now.
    public internal(set) var reloaded: [String] = []
    /// What can't be used; what was in use stays. Told once for each state of the files.
    public internal(set) var failures: [TLSError] = []
    /// Suspicious but usable things about what is in use since now.
    public internal(set) var warnings: [String] = []
}
