import Foundation

/// A folder below `Benchmarks/.build` for as long as a bench runs. What is killed can't remove its own: the next one
/// does.
struct Scratch {
    let folder: URL

    /// Makes it, and removes those of processes that are gone.
    init(below root: URL = repository.appending(path: "Benchmarks/.build/scratch")) throws {
        let files = FileManager.default
        for left in (try? files.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? [] {
            let process = left.lastPathComponent.prefix { $0 != "-" }
            if !files.fileExists(atPath: "/proc/\(process)") { try? files.removeItem(at: left) }
        }
        folder = root.appending(path: "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
