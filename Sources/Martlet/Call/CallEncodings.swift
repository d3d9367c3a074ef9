import MartletCompression

/// What the headers of a call say of compression.
struct CallEncodings: Sendable {
    /// What requests may be compressed with.
    var request = CompressionAlgorithm.identity
    /// What responses may be compressed with.
    var accepted = CompressionAlgorithms()

    /// What `choice` comes to with such a client.
    func algorithm(for choice: ResponseCompression) -> CompressionAlgorithm {
        switch choice {
        case .likeRequests: accepted.contains(request) ? request : .identity
        case .firstAccepted(let algorithms): algorithms.first(where: accepted.contains) ?? .identity
        }
    }
}

/// Some of the algorithms.
struct CompressionAlgorithms: Hashable, Sendable {
    private var bits: UInt8 = 0

    /// None.
    init() {}

    init(_ algorithms: [CompressionAlgorithm]) {
        for algorithm in algorithms { insert(algorithm) }
    }

    /// Never true of `identity`, which everyone accepts.
    func contains(_ algorithm: CompressionAlgorithm) -> Bool { bits & 1 << algorithm.rawValue != 0 }

    mutating func insert(_ algorithm: CompressionAlgorithm) {
        if algorithm != .identity { bits |= 1 << algorithm.rawValue }
    }

    mutating func formUnion(_ others: CompressionAlgorithms) { bits |= others.bits }

    /// Adds those that a value of `grpc-accept-encoding` names: names separated by commas, perhaps with spaces. Unknown
    /// names mean nothing.
    mutating func insert(named list: UnsafeRawBufferPointer) {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        for part in list.split(separator: UInt8(ascii: ",")) {
            var name = part
            while let first = name.first, isSpace(first) { name = name.dropFirst() }
            while let last = name.last, isSpace(last) { name = name.dropLast() }
            if let algorithm = CompressionAlgorithm(name: UnsafeRawBufferPointer(rebasing: name)) { insert(algorithm) }
        }
    }
}
