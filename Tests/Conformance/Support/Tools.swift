import Foundation

/// Programs and files that the tests need, and what to do when they are not there.
enum Tools {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized

    /// The server under test.
    static func demo() throws -> URL { try built("martlet-demo") }

    /// The worker under test.
    static func worker() throws -> URL { try built("martlet-worker") }

    /// A server whose methods trap.
    static func crashingServer() throws -> URL { try built("crashing-server") }

    /// Martlet's command line.
    static func martlet() throws -> URL { try built("martlet") }

    /// A program of this package: in the folder `MARTLET_PROGRAMS` when it is there, else beside the tests.
    private static func built(_ name: String) throws -> URL {
        if let folder = ProcessInfo.processInfo.environment["MARTLET_PROGRAMS"] {
            let program = URL(filePath: folder).appending(path: name)
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return try existing(tests.deletingLastPathComponent().appending(path: name), "swift build")
    }

    /// A Python with grpcio and h2.
    static func python() throws -> URL {
        let path = ProcessInfo.processInfo.environment["MARTLET_PYTHON"] ?? repository.path + "/.venv/bin/python"
        return try existing(URL(filePath: path), "make python")
    }

    static func envoy() throws -> URL { try besidePython("envoy") }
    static func buf() throws -> URL { try besidePython("buf") }

    /// A program that comes with the Python peers.
    private static func besidePython(_ name: String) throws -> URL {
        try existing(try python().deletingLastPathComponent().appending(path: name), "make python")
    }

    static func peer(_ name: String) -> String { repository.path + "/Tests/peers/\(name).py" }

    static func certificate(_ name: String) throws -> String {
        try existing(repository.appending(path: ".certs/\(name)"), "make certs").path
    }

    /// A program of the system.
    static func program(_ name: String) throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        // Servers lie in a folder that only root has in its PATH.
        let candidates = (folders + ["/usr/sbin"]).map { URL(filePath: String($0)).appending(path: name) }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Missing(description: "\(name) is not installed: run `make test`, which installs it")
        }
        return found
    }

    private static func existing(_ url: URL, _ remedy: String) throws -> URL {
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw Missing(description: "\(url.path) is missing: run `\(remedy)`")
        }
        return url
    }
}
