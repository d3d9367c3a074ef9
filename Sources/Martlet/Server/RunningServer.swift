import Logging
import MartletEventLoop
import MartletTLS
import Synchronization

/// A server with its sockets open: listener, loops and the connections on them.
final class RunningServer: Sendable {
    let addresses: [SocketAddress]
    private let configuration: ServerConfiguration
    private let group: EventLoopGroup
    private let listener: Listener
    private let loops: [ServerLoop]
    private let drained: DrainSignal

    init(_ configuration: ServerConfiguration, _ registry: MethodRegistry) throws {
        guard registry.duplicates.isEmpty else {
            throw RuntimeError(.configuration, "two services serve \(registry.duplicates.joined(separator: ", "))")
        }
        let router = Router(Array(registry.methods.values))
        let tls = try Self.context(configuration.tls)
        let drained = DrainSignal()
        let listener = try Self.listener(configuration.address)
        let group = try EventLoopGroup(count: max(1, configuration.loops))
        let loops = try group.loops.map { loop in
            // Weak, because the signal asks the loops for their counts.
            try ServerLoop(loop: loop, configuration: configuration, router: router, tls: tls) { [weak drained] in
                drained?.check()
            }
        }
        drained.count = { loops.reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) } }
        self.configuration = configuration
        self.group = group
        self.listener = listener
        self.loops = loops
        self.drained = drained
        addresses = [listener.localAddress]
        listener.start(on: group.loops[0]) { socket, address in Self.place(socket, address, loops) }
    }

    /// Hands a new connection to the loop that has fewest.
    private static func place(_ socket: Socket, _ address: SocketAddress, _ loops: [ServerLoop]) {
        let counts = loops.map { $0.connectionCount.load(ordering: .relaxed) }
        guard let least = counts.indices.min(by: { counts[$0] < counts[$1] }) else { return }
        let target = loops[least]
        target.connectionCount.add(1, ordering: .relaxed)
        if target.loop.isCurrent {
            target.adopt(socket, from: address)
        } else {
            target.loop.execute { target.adopt(socket, from: address) }
        }
    }

    /// Drains, then stops the loops. `willDrain` is the first that is done.
    func shutDown(_ willDrain: () -> Void) async {
        willDrain()
        if configuration.shutdownDelay > .zero {
            configuration.logger.info("will drain", metadata: ["delay": "\(configuration.shutdownDelay)"])
            // Not shortened when the task is cancelled: that is one of the ways in which a server is told to end.
            await Task.detached { [configuration] in try? await Task.sleep(for: configuration.shutdownDelay) }.value
        }
        configuration.logger.info("draining", metadata: ["grace": "\(configuration.shutdownGrace)"])
        listener.close()
        for server in loops { server.loop.execute { server.drain() } }
        if await !drained.wait(atMost: configuration.shutdownGrace) {
            for server in loops { server.loop.execute { server.cut() } }
            _ = await drained.wait(atMost: .seconds(5))
        }
        await group.stop()
        configuration.logger.info("stopped")
    }

    private static func context(_ security: ServerSecurity) throws -> TLSContext? {
        switch security {
        case .pem(let chain, let key): try TLSContext.server(certificateChain: chain, privateKey: key)
        case .cleartext: nil
        }
    }

    private static func listener(_ address: ListenAddress) throws -> Listener {
        do {
            let socketAddress =
                switch address {
                case .tcp(let ip, let port): try SocketAddress(ip: ip, port: port)
                case .unix(let path): try SocketAddress.unix(path: path)
                }
            return try Listener(address: socketAddress)
        } catch {
            throw RuntimeError(.listening, "can't listen on \(address): \(error)")
        }
    }
}
