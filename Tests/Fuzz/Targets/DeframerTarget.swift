@testable internal import Martlet
@testable internal import MartletCompression

/// Bytes as messages with their prefixes: the first says the limit, and by its highest bit whether messages may be
/// compressed with gzip; the second says the size of the pieces. However they are cut, the same messages come out.
enum DeframerTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard input.count >= 2 else { return }
        let encoding = input[0] & 0x80 == 0 ? CompressionAlgorithm.identity : .gzip
        let limit = Int(input[0] & 0x7F) * 1024
        let piece = Int(input[1]) + 1
        let bytes = Array(input.dropFirst(2))
        let whole = messages(in: bytes, encoding, limit: limit, piece: max(bytes.count, 1))
        guard whole == messages(in: bytes, encoding, limit: limit, piece: piece) else {
            throw BrokenPromise("other messages in pieces of \(piece)")
        }
        guard whole.messages.allSatisfy({ $0.count <= limit }) else { throw BrokenPromise("a message above the limit") }
        guard whole.frameBytes <= bytes.count else { throw BrokenPromise("more bytes were taken than came") }
        let framed = whole.messages.reduce(0) { $0 + $1.count + MessageDeframer.prefixBytes }
        guard encoding != .identity || framed == whole.frameBytes else {
            throw BrokenPromise("other bytes came out than went in")
        }
    }

    private struct Outcome: Equatable {
        var messages: [[UInt8]] = []
        var frameBytes = 0
        var failure: RPCError?
    }

    private static func messages(
        in bytes: [UInt8], _ encoding: CompressionAlgorithm, limit: Int, piece: Int
    ) -> Outcome {
        var deframer = MessageDeframer(maxMessageBytes: limit)
        deframer.encoding = encoding
        var outcome = Outcome()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { deframer.append($0) }
            while outcome.failure == nil, let message = next(&deframer, &outcome.failure) {
                outcome.messages.append(message)
                outcome.frameBytes += deframer.discardMessage(message.count)
            }
        }
        return outcome
    }

    private static func next(_ deframer: inout MessageDeframer, _ failure: inout RPCError?) -> [UInt8]? {
        switch deframer.front {
        case .message(let bytes): return Array(bytes)
        case .large(let bytes): return bytes
        case .incomplete: return nil
        case .failed(let error): failure = error
        case .compressed: failure = decompressFront(&deframer)
        }
        return failure == nil ? next(&deframer, &failure) : nil
    }

    private static func decompressFront(_ deframer: inout MessageDeframer) -> RPCError? {
        let (encoding, limit) = (deframer.encoding, deframer.maxMessageBytes)
        return deframer.replaceFront { bytes in
            do throws(DecompressionError) {
                return .success(try MessageCodecs().decompress(bytes, with: encoding, limit: limit))
            } catch {
                return .failure(RPCError(.internalError, "\(error)"))
            }
        }
    }
}
