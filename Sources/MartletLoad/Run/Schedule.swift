import Glibc
import MartletEventLoop

/// When the calls of an open loop should begin. Two copies give the same times: one tells what is due, another, later,
/// for which of them a call begins.
struct Schedule: Sendable {
    private enum Law: Sendable {
        /// Call number n of this loop is number `first + n * stride` of all.
        case constant(first: Int, stride: Int)
        case poisson(SplitMix64)
    }

    /// Some thirty years, in nanoseconds: what lies beyond is never reached, whatever rate was asked for.
    private static let furthest = 1e18

    private let start: MonotonicTime
    /// Nanoseconds between two calls: of all loops, or, for Poisson, of this one on average.
    private let interval: Double
    private var law: Law
    private var offset = 0.0

    /// How many times have been taken.
    private(set) var taken = 0

    /// The part of one of `loops` loops in a rate (calls per second): at a constant rate every `loops`th call; else a
    /// process of its own, which together are again one of the whole rate.
    init(
        rate: Double, arrival: LoadPlan.Arrival, start: MonotonicTime, loop: Int, of loops: Int, seed: UInt64
    ) {
        self.start = start
        switch arrival {
        case .constant:
            interval = 1e9 / rate
            law = .constant(first: loop, stride: loops)
        case .poisson:
            interval = 1e9 / rate * Double(loops)
            law = .poisson(SplitMix64(seed: seed &+ UInt64(loop)))
        }
        prepare()
    }

    /// When the next call should begin.
    var next: MonotonicTime { MonotonicTime(nanoseconds: start.nanoseconds &+ UInt64(min(offset, Self.furthest))) }

    /// Takes that call; `next` is the one after it.
    mutating func advance() {
        taken += 1
        prepare()
    }

    private mutating func prepare() {
        switch law {
        case .constant(let first, let stride):
            // From the number, not from the last one: rounding must not add up.
            offset = Double(first + taken * stride) * interval
        case .poisson(var random):
            offset += -log(1 - Double.random(in: 0..<1, using: &random)) * interval
            law = .poisson(random)
        }
    }
}
