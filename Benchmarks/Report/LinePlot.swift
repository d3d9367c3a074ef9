import Figures

/// Lines over two axes, each named where it ends, with the spread of its rounds behind it.
struct LinePlot {
    struct Line {
        let name: String
        let colour: String
        let points: [Point]
    }

    struct Point {
        let x: Double
        let y: Spread
    }

    static let width = 720.0
    static let height = 380.0
    private static let left = 90.0
    private static let right = 150.0
    private static let top = 18.0
    private static let bottom = 54.0

    let title: String
    let x: Axis
    let y: Axis
    let lines: [Line]

    var markup: Markup {
        Markup(
            "svg",
            [
                "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img", "aria-label": title,
                "class": "plot",
            ],
            horizontalGrid + verticalGrid + axisLabels + lines.flatMap(drawing) + names)
    }

    private func column(_ value: Double) -> Double {
        Self.left + x.position(value) * (Self.width - Self.left - Self.right)
    }

    private func row(_ value: Double) -> Double {
        Self.height - Self.bottom - y.position(value) * (Self.height - Self.top - Self.bottom)
    }

    // MARK: Axes

    private var horizontalGrid: [Markup] {
        y.ticks.flatMap { tick in
            [
                rule(Self.left, row(tick), Self.width - Self.right, row(tick)),
                text(y.text(tick), Self.left - 8, row(tick) + 4, "end"),
            ]
        }
    }

    private var verticalGrid: [Markup] {
        let bottom = Self.height - Self.bottom
        return x.ticks.flatMap { tick in
            [
                rule(column(tick), bottom, column(tick), bottom + 5),
                text(x.text(tick), column(tick), bottom + 20, "middle"),
            ]
        }
    }

    private var axisLabels: [Markup] {
        let middle = (Self.top + Self.height - Self.bottom) / 2
        return [
            text(x.label, (Self.left + Self.width - Self.right) / 2, Self.height - 10, "middle"),
            Markup(
                "text",
                [
                    "x": "0", "y": "0", "text-anchor": "middle", "class": "label",
                    "transform": "translate(14 \(place(middle))) rotate(-90)",
                ], [Markup(y.label)]),
        ]
    }

    // MARK: Lines

    private func drawing(_ line: Line) -> [Markup] {
        let upper = line.points.map { "\(place(column($0.x))),\(place(row($0.y.maximum)))" }
        let lower = line.points.reversed().map { "\(place(column($0.x))),\(place(row($0.y.minimum)))" }
        let middle = line.points.map { "\(place(column($0.x))),\(place(row($0.y.median)))" }
        let band = Markup(
            "polygon", ["points": (upper + lower).joined(separator: " "), "fill": line.colour, "class": "band"])
        let path = Markup(
            "polyline", ["points": middle.joined(separator: " "), "stroke": line.colour, "class": "line"])
        let dots = line.points.map { point in
            Markup(
                "circle",
                [
                    "cx": place(column(point.x)), "cy": place(row(point.y.median)), "r": "3.5", "fill": line.colour,
                ],
                [
                    Markup(
                        "title", [:],
                        [
                            Markup(
                                "\(line.name) at \(x.text(point.x)): \(readable(point.y.median)) "
                                    + "[\(readable(point.y.minimum)), \(readable(point.y.maximum))]")
                        ])
                ])
        }
        return [band, path] + dots
    }

    /// Each name beside the end of its line, moved apart where ends meet.
    private var names: [Markup] {
        let lineHeight = 16.0
        let ends = lines.compactMap { line in line.points.last.map { (line, row($0.y.median), column($0.x)) } }
            .sorted { $0.1 < $1.1 }
        var places: [Double] = []
        for end in ends { places.append(max(end.1 + 4, (places.last ?? -.infinity) + lineHeight)) }
        let lowest = Self.height - Self.bottom + 4
        for index in places.indices.reversed() {
            let limit = index + 1 < places.count ? places[index + 1] - lineHeight : lowest
            places[index] = min(places[index], limit)
        }
        return zip(ends, places).map { end, y in
            text(end.0.name, Self.width - Self.right + 10, y, "start", colour: end.0.colour)
        }
    }

    // MARK: Pieces

    private func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Markup {
        Markup("line", ["x1": place(x1), "y1": place(y1), "x2": place(x2), "y2": place(y2), "class": "grid"])
    }

    private func text(
        _ text: String, _ x: Double, _ y: Double, _ anchor: String, colour: String? = nil
    ) -> Markup {
        Markup(
            "text",
            [
                "x": place(x), "y": place(y), "text-anchor": anchor, "class": colour == nil ? "label" : "name",
                "fill": colour,
            ], [Markup(text)])
    }
}

/// A coordinate: a tenth of a pixel is enough.
func place(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
}
