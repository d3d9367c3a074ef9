import Foundation

/// Python's protobuf in a process of its own; see `Peer/upb_peer.py` for what it answers.
final class PythonPeer {
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts the interpreter that the environment variable `MARTLET_PYTHON` names, or the one in `.venv`.
    ///
    /// - Parameter isPure: Whether messages are Python's own instead of upb's.
    init(message: String, of proto: String, seed: Int, isPure: Bool = false) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let python = ProcessInfo.processInfo.environment["MARTLET_PYTHON"] ?? root.path + "/.venv/bin/python"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Failure(
                description: "no Python at \(python): run `make python`, or set MARTLET_PYTHON")
        }
        process.executableURL = URL(filePath: python)
        process.arguments = [
            tests.path + "/Peer/upb_peer.py", root.path + "/Proto", proto, message, String(seed),
        ]
        if isPure {
            let setting = ["PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"]
            process.environment = ProcessInfo.processInfo.environment.merging(setting) { $1 }
        }
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Bytes of a random message with fields of every type.
    func randomMessage() throws -> [UInt8] {
        try ask("r", [])
    }

    /// The message as upb writes it; nil when upb refuses the bytes.
    func reencode(_ bytes: [UInt8]) throws -> [UInt8]? {
        let answer = try ask("p", bytes)
        return answer.first == 1 ? Array(answer.dropFirst()) : nil
    }

    /// How two encodings differ as messages; nil when they do not.
    func difference(_ first: [UInt8], _ second: [UInt8]) throws -> String? {
        let answer = try ask("c", length(first) + first + second)
        return answer.isEmpty ? nil : String(decoding: answer, as: UTF8.self)
    }

    private func ask(_ operation: Character, _ body: [UInt8]) throws -> [UInt8] {
        let request = Array(String(operation).utf8) + body
        try requests.fileHandleForWriting.write(contentsOf: Data(length(request) + request))
        let header = try read(4)
        let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        return try read(count)
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8]()
        while bytes.count < count {
            guard let more = try answers.fileHandleForReading.read(upToCount: count - bytes.count), !more.isEmpty else {
                throw Failure(description: "the Python peer ended before it answered")
            }
            bytes += more
        }
        return bytes
    }

    private func length(_ bytes: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) }
    }
}
