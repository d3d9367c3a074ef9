import Martlet

/// What one call is to do at both ends, drawn before it begins.
struct CallScript {
    enum Shape: Int, CaseIterable { case unary, clientStreaming, serverStreaming, bidirectional, missing }

    /// How the handler ends.
    enum Ending { case normally, status(RPCError.Code), otherError }

    /// How the caller gives up.
    enum Farewell: CaseIterable { case cancelTask, cancelCall, letGo }

    var id = 0
    var shape = Shape.unary
    var requests: [Int] = []
    var responses: [Int] = []
    var timeout: Duration?
    var waitsForReady = false
    var ending = Ending.normally
    /// How many requests the handler reads before it ends; nil: all.
    var reads: Int?
    /// The handler answers while it reads, or after.
    var interleaves = false
    var ignoresCancellation = false
    var waitsForDrain = false
    var sendsHeadersFirst = false
    var metadataBytes = 0
    var clientPause = 0.0...0.0
    var serverPause = 0.0...0.0
    /// How long after its begin it is given up.
    var patience: Duration?
    var farewell = Farewell.cancelTask
    var random: SeededRandom

    init(id: Int, largest: Int, _ random: inout SeededRandom) {
        self.id = id
        shape = random.pick([
            .unary, .unary, .unary, .clientStreaming, .serverStreaming, .bidirectional, .bidirectional,
        ])
        if random.chance(0.01) { shape = .missing }
        requests = Self.sizes(shape == .clientStreaming || shape == .bidirectional, largest, &random)
        responses = Self.sizes(shape == .serverStreaming || shape == .bidirectional, largest, &random)
        if random.chance(0.3) { timeout = random.milliseconds(random.pick([0.1...5, 5...100, 100...3000])) }
        waitsForReady = random.chance(0.3)
        if random.chance(0.2) { ending = random.chance(0.8) ? .status(random.pick(Self.codes)) : .otherError }
        if shape != .unary, shape != .serverStreaming, random.chance(0.15) { reads = random.number(0...requests.count) }
        interleaves = random.chance(0.5)
        ignoresCancellation = random.chance(0.1)
        waitsForDrain = shape == .bidirectional && random.chance(0.05)
        sendsHeadersFirst = random.chance(0.2)
        metadataBytes = random.pick([0, 0, 0, 10, 100, 3000])
        clientPause = random.pick([0...0, 0...0, 0...1, 0...100])
        serverPause = random.pick([0...0, 0...0, 0...1, 0...100, 10...1000])
        if waitsForDrain || random.chance(0.2) {
            patience = random.milliseconds(random.pick([0...1, 0...50, 0...1000]))
        }
        farewell = waitsForDrain ? .cancelTask : random.pick(Farewell.allCases)
        self.random = random.fork()
    }

    private static func sizes(_ isStream: Bool, _ largest: Int, _ random: inout SeededRandom) -> [Int] {
        let count = isStream ? random.pick([0, 1, 2, 3, 8, 20]) : 1
        return (0..<count).map { _ in random.size(upTo: largest) }
    }

    /// Codes that nothing but a handler of the simulation uses.
    private static let codes: [RPCError.Code] = [
        .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition, .aborted, .outOfRange,
        .dataLoss, .unauthenticated,
    ]
}
