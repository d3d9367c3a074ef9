import MartletEventLoop

/// Finds how many handlers may run at once: as many as do not make each other slower.
///
/// It compares how long handlers take now with the least that they took lately. Longer means that they wait for each
/// other (for a database, for a lock), and the limit falls in proportion; else it grows by its square root, as long as
/// it is in use. The least falls at once and rises slowly, by a tenth of what each window found above it: else a server
/// that is always at its limit would soon take its own queue for the least. Each window is a little longer or shorter
/// than the last, so that servers do not all do so together. (A gradient limit, as Netflix and Envoy have them.)
struct ConcurrencyGradient {
    private let setting: ConcurrencyLimit
    private var estimate: Double
    private var sampleEnd: UInt64 = 0
    private var sampleSum = 0.0
    private var sampleCount = 0
    private var mostRunning = 0
    private var leastEnd: UInt64 = 0
    private var least = Double.infinity
    private var leastOfWindow = Double.infinity
    private var random: SplitMix64

    private static let sample: UInt64 = 100_000_000
    private static let smallestSample = 10

    init(_ setting: ConcurrencyLimit, seed: UInt64) {
        self.setting = setting
        estimate = Double(setting.initial)
        random = SplitMix64(seed: seed)
    }

    /// How many handlers may run.
    var limit: Int { Int(saturating: estimate) }

    /// A handler has ended after `duration` nanoseconds, while `running` ran.
    mutating func ended(after duration: UInt64, running: Int, at now: MonotonicTime) {
        sampleSum += Double(duration)
        sampleCount += 1
        mostRunning = max(mostRunning, running)
        guard now.nanoseconds >= sampleEnd, sampleCount >= Self.smallestSample else { return }
        judge(sampleSum / Double(sampleCount), now.nanoseconds)
        sampleEnd = now.nanoseconds + Self.sample
        sampleSum = 0
        sampleCount = 0
        mostRunning = 0
    }

    private mutating func judge(_ duration: Double, _ now: UInt64) {
        if now >= leastEnd {
            if leastOfWindow.isFinite { least += 0.1 * (leastOfWindow - least) }
            leastOfWindow = .infinity
            let window = Double(UInt64(clamping: setting.memory.saturatedNanoseconds))
            leastEnd = now + UInt64(window * Double.random(in: 0.75...1.25, using: &random))
        }
        leastOfWindow = min(leastOfWindow, duration)
        least = min(least, duration)
        let ratio = setting.tolerance * least / max(duration, 1)
        let gradient = min(1, max(0.5, ratio))
        let grown = estimate * gradient + (gradient == 1 ? estimate.squareRoot() : 0)
        // A limit that nobody reaches is not shown to be right: it does not grow.
        if grown > estimate, Double(mostRunning) < estimate / 2 { return }
        estimate = min(Double(setting.maximum), max(Double(setting.minimum), 0.8 * estimate + 0.2 * grown))
    }
}
