import Foundation
import MartletReflection

/// Python's protobuf in a process of its own; see `Peer/json_peer.py` for what it answers.
final class JSONPeer {
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts the interpreter that the environment variable `MARTLET_PYTHON` names, or the one in `.venv`.
    init(seed: Int) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let python = ProcessInfo.processInfo.environment["MARTLET_PYTHON"] ?? root.path + "/.venv/bin/python"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Failure(description: "no Python at \(python): run `make python`, or set MARTLET_PYTHON")
        }
        process.executableURL = URL(filePath: python)
        process.arguments = [
            tests.path + "/Peer/json_peer.py", String(seed), tests.path + "/Peer/Schemas", root.path + "/Proto", "--",
            "json_test.proto", "json_test_legacy.proto", "json_test_edition.proto", "features_test.proto",
            "martlet/test/everything.proto", "martlet/test/legacy.proto", "martlet/test/extensions.proto",
        ]
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The schemas that both sides use.
    func pool() throws -> DescriptorPool {
        try DescriptorPool(fileDescriptorSet: ask("d", "", []))
    }

    /// Bytes of a random message that has a JSON form.
    func randomMessage(_ name: String) throws -> [UInt8] {
        try ask("r", name, [])
    }

    /// The JSON that Python writes for a message.
    func json(_ name: String, _ bytes: [UInt8], _ options: JSONEncodingOptions = .default) throws -> [UInt8] {
        let flags = [options.originalNames, options.enumNumbers, options.alwaysPrintFieldsWithoutPresence]
        let answer = try ask("j", name, flags.map { UInt8(ascii: $0 ? "1" : "0") } + bytes)
        guard answer.first == UInt8(ascii: "1") else {
            throw Failure(description: String(decoding: answer, as: UTF8.self))
        }
        return Array(answer.dropFirst())
    }

    /// The bytes of the message that Python reads from JSON, or why it reads none.
    func parse(_ name: String, _ json: [UInt8], ignoreUnknown: Bool = false) throws -> Result<[UInt8], Failure> {
        let answer = try ask("p", name, [UInt8(ascii: ignoreUnknown ? "1" : "0")] + json)
        let rest = answer.dropFirst()
        return answer.first == UInt8(ascii: "1")
            ? .success(Array(rest)) : .failure(Failure(description: String(decoding: rest, as: UTF8.self)))
    }

    /// How two encodings differ as messages; nil when they do not.
    func difference(_ name: String, _ first: [UInt8], _ second: [UInt8]) throws -> String? {
        text(try ask("c", name, length(first) + first + second))
    }

    /// How two JSON texts differ but for spelling; nil when they do not.
    func textDifference(_ first: [UInt8], _ second: [UInt8]) throws -> String? {
        text(try ask("s", "", length(first) + first + second))
    }

    private func text(_ answer: [UInt8]) -> String? {
        answer.isEmpty ? nil : String(decoding: answer, as: UTF8.self)
    }

    func ask(_ operation: Character, _ name: String, _ body: [UInt8]) throws -> [UInt8] {
        let request = Array("\(operation)\(name)\n".utf8) + body
        try requests.fileHandleForWriting.write(contentsOf: Data(length(request) + request))
        let count = try read(4).reversed().reduce(0) { $0 << 8 | Int($1) }
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
