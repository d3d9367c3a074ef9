extension Duration {
    /// Reads a length of time as command lines spell it: `250us`, `500ms`, `10s`, `1.5m`, `2h`; a bare number is
    /// seconds. Nil for anything else, and for what is negative or no number.
    public init?(text: String) {
        let units: [(suffix: String, seconds: Double)] = [
            ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("", 1),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let number = Double(text.dropLast(unit.suffix.count)), (0...1e9).contains(number)
        else { return nil }
        self = .nanoseconds(Int64((number * unit.seconds * 1e9).rounded()))
    }

    /// In seconds.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
