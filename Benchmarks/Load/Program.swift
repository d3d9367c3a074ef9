import Foundation

/// A program of the project, built as it is released.
enum Program {
    /// Builds it and returns its path.
    static func build(_ product: String, in repository: URL) throws -> String {
        let build = [
            "swift", "build", "--package-path", repository.path, "-c", "release", "--static-swift-stdlib",
            "--product", product,
        ]
        print("Building", product)
        try Command(build).run()
        let folder = try Command(build + ["--show-bin-path"]).run().split(separator: "\n").last ?? ""
        return "\(folder)/\(product)"
    }
}
