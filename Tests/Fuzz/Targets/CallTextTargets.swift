@testable internal import Martlet

/// Bytes as `grpc-timeout`: what is taken can be sent on without falling short.
enum TimeoutTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let timeout = input.withUnsafeBytes({ Timeout.decode($0) }) else { return }
        let text = Timeout.encode(timeout)
        guard let again = Array(text.utf8).withUnsafeBytes({ Timeout.decode($0) }), again >= timeout,
            input.count <= 9
        else { throw BrokenPromise("a timeout of \(timeout) is sent on as \(text)") }
    }
}

/// Bytes as `grpc-message`: nothing is refused, and what was read can be sent on.
enum StatusMessageTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        let message = input.withUnsafeBytes { StatusMessage.decode($0) }
        let text = Array(StatusMessage.encode(message).utf8)
        guard text.count <= StatusMessage.maxEncodedBytes, text.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw BrokenPromise("a message is sent on that HTTP/2 does not allow")
        }
        let again = text.withUnsafeBytes { StatusMessage.decode($0) }
        guard message.utf8.starts(with: again.utf8), text.count > 4000 || again == message else {
            throw BrokenPromise("another message is sent on than was read")
        }
    }
}

/// Lines as metadata, `name:value` each.
enum MetadataTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        var raw = RawMetadata()
        var names: Swift.Set<String> = []
        for line in input.split(separator: UInt8(ascii: "\n")).prefix(64) {
            let end = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
            let name = Array(line[..<end])
            Array(line[end...].dropFirst()).withUnsafeBytes { value in
                name.withUnsafeBytes { raw.append($0, value) }
            }
            names.insert(String(decoding: name, as: UTF8.self))
        }
        guard let metadata = try? raw.decoded() else { return }
        for name in names {
            guard let alone = try? raw.decoded(only: name) else { throw BrokenPromise("\(name) is refused alone") }
            let texts = metadata.values(for: name), bytes = metadata.binaryValues(for: name)
            guard alone.values(for: name).count <= texts.count, alone.binaryValues(for: name).count <= bytes.count
            else { throw BrokenPromise("\(name) has more values alone") }
            for value in bytes where Base64.decode(Array(Base64.encode(value).utf8)) != value {
                throw BrokenPromise("Base64 does not survive")
            }
        }
        _ = metadata.description
    }
}

/// Bytes as messages with their prefixes: the first says the limit, the second the size of the pieces. However they are
/// cut, the same messages come out.
enum DeframerTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard input.count >= 2 else { return }
        let limit = Int(input[0]) * 1024
        let piece = Int(input[1]) + 1
        let bytes = Array(input.dropFirst(2))
        let whole = messages(in: bytes, limit: limit, piece: max(bytes.count, 1))
        guard whole == messages(in: bytes, limit: limit, piece: piece) else {
            throw BrokenPromise("other messages in pieces of \(piece)")
        }
        guard whole.messages.allSatisfy({ $0.count <= limit }) else { throw BrokenPromise("a message above the limit") }
        let framed = whole.messages.reduce(0) { $0 + $1.count + MessageDeframer.prefixBytes }
        guard framed <= bytes.count else { throw BrokenPromise("more bytes came out than went in") }
    }

    private struct Outcome: Equatable {
        var messages: [[UInt8]] = []
        var failure: RPCError?
    }

    private static func messages(in bytes: [UInt8], limit: Int, piece: Int) -> Outcome {
        var deframer = MessageDeframer(maxMessageBytes: limit)
        var outcome = Outcome()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { deframer.append($0) }
            while outcome.failure == nil, let message = next(&deframer, &outcome.failure) {
                outcome.messages.append(message)
                _ = deframer.discardMessage(message.count)
            }
        }
        return outcome
    }

    private static func next(_ deframer: inout MessageDeframer, _ failure: inout RPCError?) -> [UInt8]? {
        switch deframer.front {
        case .message(let bytes): return Array(bytes)
        case .large(let bytes): return bytes
        case .incomplete, .compressed: return nil
        case .failed(let error):
            failure = error
            return nil
        }
    }
}
