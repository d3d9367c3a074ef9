/// One colour for each contender, the same in every plot. They differ in lightness too, for readers who see no hues.
struct Palette {
    private static let colours = ["#d1495b", "#00798c", "#edae49", "#5b8e3e", "#6a4c93", "#8d6346", "#4f5d75"]

    private let names: [String]

    /// The first is ours and gets the strongest colour.
    init(_ names: [String]) {
        self.names = names
    }

    func colour(of name: String) -> String {
        let index = names.firstIndex(of: name) ?? names.count
        return Self.colours[index % Self.colours.count]
    }

    /// The names that are in `present`, in the order of the contenders.
    func ordered(_ present: some Collection<String>) -> [String] {
        names.filter(present.contains) + present.filter { !names.contains($0) }.sorted()
    }
}
