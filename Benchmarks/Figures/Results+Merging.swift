public import Foundation

extension Results {
    /// Adds what another bench of the same run measured. A row that both have is taken from `other`.
    public mutating func merge(_ other: Results) {
        for contender in other.contenders {
            guard let index = contenders.firstIndex(where: { $0.name == contender.name }) else {
                contenders.append(contender)
                continue
            }
            if contenders[index].missing != nil || !contender.version.isEmpty { contenders[index] = contender }
        }
        rows = rows.filter { old in !other.rows.contains { $0.id == old.id } } + other.rows
        curves = curves.filter { old in !other.curves.contains { $0.id == old.id } } + other.curves
        if let more = other.failures { failures = (failures ?? []) + more }
        profiles = profiles.filter { old in !other.profiles.contains { $0.id == old.id } } + other.profiles
    }

    /// Writes the file, or adds to the one that stands there.
    public func add(to file: URL) throws {
        guard FileManager.default.fileExists(atPath: file.path) else { return try write(to: file) }
        var all = try Results(contentsOf: file)
        all.merge(self)
        try all.write(to: file)
    }
}
