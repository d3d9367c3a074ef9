import ArgumentParser
import Foundation

/// A build of the program that serves TestService.
struct Demo: ExpressibleByArgument {
    let name: String
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        self.init(name: String(parts[0]), path: String(parts[1]))
    }

    private init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    static func built() throws -> Demo {
        Demo(name: "martlet", path: try Program.path(of: "martlet-demo"))
    }
}
