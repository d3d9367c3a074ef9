import Foundation
import Glibc

/// A peer in C or C++: a shared library that `Codec/Native/build.sh` has built, with the functions of `peer.h`.
///
/// It is opened while the bench runs, so that one that could not be built is missing and stops nothing.
struct NativePeer: Sendable {
    /// Where a decoded message lives: what `peer.h` calls `peer_memory`.
    enum Memory: Int32, CaseIterable {
        case heap = 0
        case arena = 1
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private typealias Name = @convention(c) () -> UnsafePointer<CChar>
    private typealias Decode =
        @convention(c) (UnsafePointer<CChar>, Int32, UnsafePointer<UInt8>?, Int, Int) -> Int32
    private typealias Encode =
        @convention(c) (
            UnsafePointer<CChar>, Int32, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, Int
        ) -> Int

    /// The library and its version.
    let name: String
    private let decodeFunction: Decode
    private let encodeFunction: Encode

    /// Nil when the library is not there or lacks a function.
    init?(library: String) {
        let path = repository.appending(path: "Benchmarks/.build/peers/\(library)-peer.so").path
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL), let name = dlsym(handle, "peer_name"),
            let decode = dlsym(handle, "peer_decode"), let encode = dlsym(handle, "peer_encode")
        else { return nil }
        // The types are those of peer.h.
        self.name = String(cString: unsafeBitCast(name, to: Name.self)())
        decodeFunction = unsafeBitCast(decode, to: Decode.self)
        encodeFunction = unsafeBitCast(encode, to: Encode.self)
    }

    func decoding(_ message: String, _ bytes: [UInt8], _ memory: Memory) -> Work {
        .here { count in
            let result = bytes.withUnsafeBufferPointer { input in
                decodeFunction(message, memory.rawValue, input.baseAddress, input.count, count)
            }
            guard result == 0 else { throw Failure(description: "\(name) does not decode \(message)") }
        }
    }

    func encoding(_ message: String, _ bytes: [UInt8], _ memory: Memory, into region: Region) -> Work {
        .here { count in try encode(message, bytes, memory, into: region.bytes, count) }
    }

    /// What it writes after it has read `bytes`.
    func rewrite(_ message: String, _ bytes: [UInt8], _ memory: Memory) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: bytes.count)
        try output.withUnsafeMutableBytes { try encode(message, bytes, memory, into: $0, 1) }
        return output
    }

    private func encode(
        _ message: String, _ bytes: [UInt8], _ memory: Memory, into region: UnsafeMutableRawBufferPointer, _ count: Int
    ) throws {
        let output = region.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let written = bytes.withUnsafeBufferPointer { input in
            encodeFunction(message, memory.rawValue, input.baseAddress, input.count, output, count)
        }
        guard written == bytes.count else {
            throw Failure(description: "\(name) writes \(written) bytes of \(message), not \(bytes.count)")
        }
    }
}
