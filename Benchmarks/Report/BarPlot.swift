import Figures

/// Horizontal bars of one figure, the best on top, each with its median and what its rounds spread over.
struct BarPlot {
    struct Bar {
        let name: String
        let colour: String
        let samples: [Double]
    }

    private static let width = 720.0
    private static let left = 130.0
    private static let right = 190.0
    private static let barHeight = 20.0
    private static let step = 30.0

    let title: String
    let unit: String
    let better: Results.Direction
    let bars: [Bar]

    private var sorted: [Bar] {
        bars.sorted {
            let (first, second) = (Spread($0.samples).median, Spread($1.samples).median)
            return better == .lower ? first < second : first > second
        }
    }

    private var axis: Axis { Axis(unit, .linear, values: bars.map { Spread($0.samples).maximum }) }

    var markup: Markup {
        let height = Double(bars.count) * Self.step + 10
        return Markup(
            "svg",
            [
                "viewBox": "0 0 \(Int(Self.width)) \(Int(height))", "role": "img", "aria-label": title,
                "class": "plot bars",
            ],
            sorted.enumerated().flatMap { drawing($1, top: Double($0) * Self.step + 5) })
    }

    private func column(_ value: Double) -> Double {
        Self.left + axis.position(value) * (Self.width - Self.left - Self.right)
    }

    private func drawing(_ bar: Bar, top: Double) -> [Markup] {
        let spread = Spread(bar.samples)
        let middle = top + Self.barHeight / 2
        return [
            text(bar.name, Self.left - 8, middle + 4, "end", "name"),
            Markup(
                "rect",
                [
                    "x": place(Self.left), "y": place(top),
                    "width": place(max(1, column(spread.median) - Self.left)), "height": place(Self.barHeight),
                    "fill": bar.colour,
                ]),
            Markup(
                "line",
                [
                    "x1": place(column(spread.minimum)), "x2": place(column(spread.maximum)), "y1": place(middle),
                    "y2": place(middle), "class": "whisker",
                ]),
            text(
                "\(readable(spread.median)) [\(readable(spread.minimum)), \(readable(spread.maximum))]",
                column(spread.maximum) + 8, middle + 4, "start", "label"),
        ]
    }

    private func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String, _ style: String) -> Markup {
        Markup("text", ["x": place(x), "y": place(y), "text-anchor": anchor, "class": style], [Markup(text)])
    }
}
