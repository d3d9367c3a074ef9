import Foundation

/// A program that `run.sh` has built beside this one.
enum Program {
    /// Its path.
    static func path(of product: String) throws -> String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appending(path: product).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Command.Failure(description: "there is no \(path): start this with Benchmarks/run.sh")
        }
        return path
    }
}
