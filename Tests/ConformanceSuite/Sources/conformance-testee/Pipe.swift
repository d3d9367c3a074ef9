internal import Glibc

/// The frames that the runner and a testee exchange: a length of four bytes, smallest first, and as many bytes.
enum Pipe {
    enum Failure: Error {
        /// The other side went away inside a frame.
        case cutShort
        /// What `errno` said.
        case system(Int32)
    }

    /// The next frame, or nil when the runner has closed its end.
    static func read() throws -> [UInt8]? {
        guard let prefix = try read(4) else { return nil }
        let count = prefix.reversed().reduce(0) { $0 << 8 | Int($1) }
        if count == 0 { return [] }
        guard let bytes = try read(count) else { throw Failure.cutShort }
        return bytes
    }

    static func write(_ bytes: [UInt8]) throws {
        let count = UInt32(bytes.count)
        let frame = (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + bytes
        var rest = frame[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { throw Failure.system(errno) }
            rest = rest.dropFirst(written)
        }
    }

    /// Exactly `count` bytes, or nil when the end comes before the first.
    private static func read(_ count: Int) throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(STDIN_FILENO, buffer.baseAddress.map { $0 + filled }, count - filled)
            }
            guard got >= 0 else { throw Failure.system(errno) }
            if got == 0 {
                guard filled == 0 else { throw Failure.cutShort }
                return nil
            }
            filled += got
        }
        return bytes
    }
}
