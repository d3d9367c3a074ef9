import Foundation

/// What a process holds, as the kernel counts it.
struct ProcessFootprint: CustomStringConvertible {
    /// Whether memory tells what a server needs: sanitizers keep what has been freed, and memory of their own.
    static let judgesMemory = dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil

    /// Resident memory.
    let kibibytes: Int
    /// The most resident memory that it ever had.
    let peakKibibytes: Int
    let descriptors: Int
    let threads: Int

    init(of process: Int32) throws {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        kibibytes = Self.number(after: "VmRSS:", in: status)
        peakKibibytes = Self.number(after: "VmHWM:", in: status)
        threads = Self.number(after: "Threads:", in: status)
        descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    private static func number(after key: String, in status: String) -> Int {
        let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    var description: String { "\(kibibytes) KiB, \(descriptors) descriptors, \(threads) threads" }
}
