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
