/// What a simulated network does to its connections; chances are per operation unless they say otherwise.
struct Faults {
    /// How long a segment travels, in milliseconds.
    var latency: ClosedRange<Double> = 0...0
    /// Only a few bytes are moved.
    var dribble = 0.0
    /// Nothing is moved now, though it could be.
    var again = 0.0
    /// Readiness is told although nothing changed.
    var spurious = 0.0
    /// The call fails with an error of the system.
    var failure = 0.0
    /// Per segment: the connection is reset while it travels.
    var reset = 0.0
    /// Per segment: it, and what comes behind it, takes up to 40 seconds.
    var stall = 0.0
    /// Per segment: the receiver is told that this was the last.
    var halfClose = 0.0
    /// Per segment, where TLS will notice: a byte changes on the way.
    var corruption = 0.0
    /// Per attempt to connect.
    var refusal = 0.0
    /// Per attempt to connect: no answer ever comes.
    var silence = 0.0

    static let none = Faults()

    /// Whether a connection or a call may be lost to it.
    var mayLose: Bool { [failure, reset, halfClose, corruption, refusal, silence, stall].contains { $0 > 0 } }

    /// Three kinds of weather: calm, slow, and broken.
    init(_ random: inout SeededRandom) {
        latency = random.pick([0...0, 0.1...0.5, 1...10, 20...200])
        guard random.chance(0.8) else { return }
        dribble = random.pick([0, 0.01, 0.1, 0.5])
        again = random.pick([0, 0.01, 0.1, 0.3])
        spurious = random.pick([0, 0.05])
        guard random.chance(0.6) else { return }
        failure = random.pick([0, 0, 0.001, 0.01])
        reset = random.pick([0, 0, 0.001, 0.02])
        stall = random.pick([0, 0, 0.001, 0.01])
        halfClose = random.pick([0, 0, 0.001, 0.01])
        corruption = random.pick([0, 0, 0.01])
        refusal = random.pick([0, 0, 0.1, 0.5])
        silence = random.pick([0, 0, 0.1])
    }

    private init() {}
}
