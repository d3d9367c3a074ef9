internal import Glibc

/// The protobuf compiler: found once, run once for all files.
public struct Protoc: Hashable, Sendable {
    /// The program and the arguments that come before protoc's own.
    public let command: [String]

    /// Looks in this order: `explicit`, `$PROTOC`, `protoc` in `$PATH`, Python's grpcio-tools.
    ///
    /// - Parameter explicit: What the user named; nothing else is tried then.
    /// - Throws: A `ToolchainError` that lists what was tried and says what to install.
    public static func find(
        explicit: String? = nil, environment: (String) -> String? = environmentVariable
    ) throws(ToolchainError) -> Protoc {
        if let explicit { return try named(explicit, by: "--protoc") }
        if let variable = environment("PROTOC"), !variable.isEmpty { return try named(variable, by: "$PROTOC") }
        let folders = (environment("PATH") ?? "").split(separator: ":").map(String.init)
        for folder in folders where access("\(folder)/protoc", X_OK) == 0 {
            return Protoc(command: ["\(folder)/protoc"])
        }
        for folder in folders where access("\(folder)/python3", X_OK) == 0 {
            let python = "\(folder)/python3"
            if ChildProcess.run([python, "-c", "import grpc_tools.protoc"])?.status == 0 {
                return Protoc(command: [python, "-m", "grpc_tools.protoc"])
            }
        }
        throw ToolchainError(
            "no protoc found; tried: $PROTOC (not set), protoc in \(folders.count) folders of $PATH "
                + "(\(folders.joined(separator: ", "))), python3 -m grpc_tools.protoc",
            help: "apt-get install protobuf-compiler, or pip install grpcio-tools, or pass --protoc PATH")
    }

    private static func named(_ path: String, by origin: String) throws(ToolchainError) -> Protoc {
        let found = path.contains("/") ? access(path, X_OK) == 0 : ChildProcess.run([path, "--version"])?.status == 0
        guard found else {
            throw ToolchainError(
                "\(origin) names \(path), which is no program that can be run",
                help: "apt-get install protobuf-compiler, or leave \(origin) out to have protoc searched for")
        }
        return Protoc(command: [path])
    }

    /// The value of an environment variable; nil when it is not set.
    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
