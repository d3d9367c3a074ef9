/// The straight line that is nearest to points.
public enum LeastSquares {
    /// How much it rises for each unit of x; `nil` for fewer than two different places.
    public static func slope(_ points: [(x: Double, y: Double)]) -> Double? {
        guard points.count >= 2 else { return nil }
        let count = Double(points.count)
        let middle = (points.map(\.x).reduce(0, +) / count, points.map(\.y).reduce(0, +) / count)
        let above = points.map { ($0.x - middle.0) * ($0.y - middle.1) }.reduce(0, +)
        let below = points.map { ($0.x - middle.0) * ($0.x - middle.0) }.reduce(0, +)
        return below > 0 ? above / below : nil
    }
}
