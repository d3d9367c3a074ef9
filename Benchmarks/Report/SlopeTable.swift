import Figures
import Foundation

/// How a curve grows: what more of what was varied costs, by least squares over the medians.
struct SlopeTable {
    private let curve: Results.Curve
    private let names: [String]

    init(_ curve: Results.Curve, _ palette: Palette) {
        self.curve = curve
        names = palette.ordered(curve.series.keys)
    }

    /// `nil` when the curve has no slope, or nothing two points.
    var markup: Markup? {
        guard let step = curve.slopeStep else { return nil }
        let lines = names.compactMap { name -> Markup? in
            guard let slope = Self.slope(curve.series[name] ?? []) else { return nil }
            return Markup("li", [:], [Markup("\(name): \(readable(slope * step))")])
        }
        guard !lines.isEmpty else { return nil }
        return Markup(
            "div", ["class": "soft"],
            [
                Markup("p", [:], [Markup("Slope, \(curve.yLabel) per \(readable(step)) more of \(curve.xLabel):")]),
                Markup("ul", [:], lines),
            ])
    }

    static func slope(_ points: [Results.Curve.Point]) -> Double? {
        LeastSquares.slope(points.map { ($0.x, Spread($0.samples).median) })
    }
}
