import MartletTLS

@testable import Martlet

/// What a seed stands for.
struct Plan {
    let seed: UInt64
    var servers = 1
    var clients = 1
    var calls = 1
    /// How long new calls begin and things go wrong, in milliseconds.
    var length = 100.0
    var faults: Faults
    /// Servers that end, clients that close, connections that break.
    var disturbances = 0
    var largestMessage = 1000
    var limits = ServerLimits()
    var clientStreamWindow = 65_535
    var clientWindow = 65_535
    /// How far windows grow, on both sides.
    var growth: WindowGrowth? = WindowGrowth()
    var usesTLS = false
    let random: SeededRandom

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed)
        servers = random.pick([1, 1, 2, 3])
        clients = random.pick([1, 1, 2, 4])
        calls = random.number(1...random.pick([3, 12, 40]))
        length = random.pick([0, 10, 300, 5000])
        faults = Faults(&random)
        disturbances = faults.mayLose || random.chance(0.3) ? random.number(0...4) : 0
        largestMessage = random.pick([100, 10_000, 10_000, 100_000])
        limits.maxConcurrentStreams = random.pick([1, 2, 5, 100, 100, 100])
        limits.streamWindowBytes = random.pick([100, 1000, 16_384, 65_535, 262_144])
        limits.connectionWindowBytes = random.pick([65_535, 100_000, 1 << 20])
        clientStreamWindow = random.pick([100, 1000, 16_384, 65_535, 262_144])
        clientWindow = random.pick([65_535, 100_000, 4 << 20])
        usesTLS = random.chance(0.02)
        if random.chance(0.5) { growth = nil }
        limits.windowGrowth = growth
        self.random = random
    }

    var clientSecurity: ClientSecurity {
        get throws {
            guard usesTLS else { return .cleartext }
            return .tls(trustRoots: .pem(.file(try Certificates.shared().root)), serverName: "localhost")
        }
    }

    func serverContext() throws -> TLSContext? {
        guard usesTLS else { return nil }
        let files = try Certificates.shared()
        let security = ServerSecurity.pem(chain: .file(files.chain), key: .file(files.key))
        return try security.credentials()?.context
    }
}
