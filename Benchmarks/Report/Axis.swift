import Figures
import Foundation

/// One direction of a plot: which values it shows, where they lie, and where its ticks are.
struct Axis {
    let label: String
    let scale: Results.Curve.Scale
    let low: Double
    let high: Double
    var ticks: [Double]
    /// Overrides what a tick says.
    var names: [Double: String] = [:]

    /// Shows all of `values`. A linear axis begins at zero, so that lengths can be compared.
    init(_ label: String, _ scale: Results.Curve.Scale, values: [Double]) {
        self.label = label
        let finite = values.filter { $0.isFinite }
        let positive = finite.filter { $0 > 0 }
        if scale == .logarithmic, let least = positive.min(), let most = positive.max() {
            self.scale = .logarithmic
            let ends = (Self.decade(least), most)
            ticks = Self.logarithmicTicks(from: ends.0, to: ends.1)
            high = max(ends.1, least * 2, ticks.last ?? 0)
            // Zero has no place on such an axis; it stands at its low end, by its name.
            let zero = ends.0 / 10
            if finite.contains(0) {
                ticks.insert(zero, at: 0)
                names[zero] = "0"
            }
            low = finite.contains(0) ? zero : min(ends.0, least)
        } else {
            self.scale = .linear
            let most = positive.max() ?? 1
            let step = Self.step(most)
            let count = Int((most / step).rounded(.up))
            ticks = (0...max(count, 1)).map { Double($0) * step }
            low = 0
            high = ticks.last ?? most
        }
    }

    /// From 0 at the low end to 1 at the high one.
    func position(_ value: Double) -> Double {
        switch scale {
        case .linear: (value - low) / (high - low)
        case .logarithmic: (log(max(value, low)) - log(low)) / (log(high) - log(low))
        }
    }

    /// What stands beside a tick: no more digits than it has.
    func text(_ tick: Double) -> String {
        if let name = names[tick] { return name }
        let text = readable(tick)
        guard text.contains(".") else { return text }
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    /// The value 1, 2 or 5 times a power of ten at or below `value`.
    private static func decade(_ value: Double) -> Double {
        let power = pow(10, floor(log10(value)))
        return [5, 2, 1].lazy.map { $0 * power }.first { $0 <= value * 1.000_001 } ?? power
    }

    private static func logarithmicTicks(from low: Double, to high: Double) -> [Double] {
        let isWide = log10(high / low) > 2.5
        var ticks: [Double] = []
        var power = pow(10, floor(log10(low)))
        while power <= high * 10, ticks.count < 60 {
            for factor in isWide ? [1] : [1.0, 2, 5] {
                let tick = factor * power
                if tick >= low * 0.999_999 {
                    ticks.append(tick)
                    if tick >= high { return ticks }
                }
            }
            power *= 10
        }
        return ticks
    }

    /// A step of 1, 2 or 5 times a power of ten that makes four to nine of them.
    private static func step(_ most: Double) -> Double {
        let rough = most / 5
        let power = pow(10, floor(log10(rough)))
        return [1.0, 2, 5, 10].lazy.map { $0 * power }.first { $0 >= rough } ?? rough
    }
}
