/// Guesses what a misspelt word was meant to be.
public enum NearestMatch {
    /// `did you mean "output"?`, or the list of known words when none is near.
    public static func help(for word: String, among known: [String]) -> String {
        nearest(to: word, among: known).map { "did you mean \"\($0)\"?" }
            ?? "known are: \(known.joined(separator: ", "))"
    }

    /// The known word that differs least; nil when none is near.
    public static func nearest(to word: String, among known: [String]) -> String? {
        let ranked = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= max(2, word.count / 3) else {
            return nil
        }
        return best.word
    }

    /// Levenshtein's distance: insertions, deletions and replacements that turn one word into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (right[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
