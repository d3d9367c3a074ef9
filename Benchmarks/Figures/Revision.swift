public import Foundation

/// The commit of a working copy.
public enum Revision {
    /// Nine digits, with `+` behind them when files have changed since; nil where git knows none.
    public static func of(_ repository: URL) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "git", "-C", repository.path, "describe", "--always", "--exclude=*", "--abbrev=9", "--dirty=+",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }
}

extension Results {
    /// Where a bench keeps its results unless it is told: `Benchmarks/results/<bench>-<seconds>.json`.
    public static func file(of bench: String, at date: Date, in repository: URL) -> URL {
        repository.appending(path: "Benchmarks/results/\(bench)-\(Int(date.timeIntervalSince1970)).json")
    }
}
