/// Settings that no value in their place could be meant by. Others are cut to what makes sense.
extension ServerConfiguration {
    /// More threads or processes than any machine has use for: to start them would take it down.
    private static let mostLoops = 4096

    func check() throws(RuntimeError) {
        guard loops <= Self.mostLoops else { throw Self.excess(loops, "loops") }
        if let workers {
            guard workers.count >= 1 else {
                throw RuntimeError(.configuration, "\(workers.count) workers can't serve (setting workers)")
            }
            guard workers.count <= Self.mostLoops else { throw Self.excess(workers.count, "workers") }
        }
        try Self.check(admission.peerRate, "admission.peerRate")
        try Self.check(admission.healthCheckRate, "admission.healthCheckRate")
        for limits in methods.values { try Self.check(limits.rate, "methods, rate") }
    }

    private static func excess(_ count: Int, _ setting: String) -> RuntimeError {
        RuntimeError(.configuration, "\(count) are more than the \(mostLoops) that may be (setting \(setting))")
    }

    private static func check(_ rate: RateLimit?, _ setting: String) throws(RuntimeError) {
        guard let rate, rate.perSecond.isNaN || rate.perSecond < 0 else { return }
        throw RuntimeError(.configuration, "\(rate.perSecond) calls a second are no rate (setting \(setting))")
    }
}
