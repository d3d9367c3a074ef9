/// Guesses what a misspelt word was meant to be.
enum NearestMatch {
    /// `did you mean "output"?`, or the list of known words when none is near.
    static func help(for word: String, among known: [String]) -> String {
        let ranked = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= max(2, word.count / 3) {
            return "did you mean \"\(best.word)\"?"
        }
        return "known are: \(known.joined(separator: ", "))"
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
