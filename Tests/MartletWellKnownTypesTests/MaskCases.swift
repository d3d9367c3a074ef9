import Foundation
import MartletProtobuf

/// A random case, and what Python's FieldMask makes of it; see `Peer/mask_peer.py`.
struct MaskCase: Decodable {
    var first: [String]
    var second: [String]
    var isValid: Bool
    var canonical: [String]
    var union: [String]
    var intersection: [String]
    var mask: [String]
    var replacesMessages: Bool
    var replacesRepeated: Bool
    var source: String
    var destination: String
    var merged: String
    var trimmed: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Asks the interpreter that the environment variable `MARTLET_PYTHON` names, or the one in `.venv`.
    static func random(_ count: Int, seed: Int) throws -> [MaskCase] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let python = ProcessInfo.processInfo.environment["MARTLET_PYTHON"] ?? root.path + "/.venv/bin/python"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Failure(description: "no Python at \(python): run `make python`, or set MARTLET_PYTHON")
        }
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = [tests.path + "/Peer/mask_peer.py", root.path + "/Proto", "\(seed)", "\(count)"]
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        return try JSONDecoder().decode([MaskCase].self, from: answer)
    }
}

extension Message {
    /// Decodes hexadecimal digits.
    init(hex: String) throws {
        let digits = Array(hex.utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16)
        }
        try self.init(decoding: bytes)
    }
}
