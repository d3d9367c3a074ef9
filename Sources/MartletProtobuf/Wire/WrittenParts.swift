/// What a ``Writer`` has written and left behind, from the end of the message to its beginning.
@usableFromInline
final class WrittenParts {
    enum Part {
        /// In the memory that the writer began with, or in a chunk.
        case memory(UnsafeRawBufferPointer)
        case bytes(Bytes)
        /// In the array or string that is held with it.
        case held(UnsafeRawBufferPointer, any Sendable)
    }

    var list: [Part] = []
    private var chunks: [UnsafeMutablePointer<UInt8>] = []

    /// The first chunk has 4 KiB, each further one four times as much, up to 64 KiB: beyond that the allocator asks the
    /// system for each, whose pages cost more than what a larger chunk saves.
    private var nextSize = 4096
    private static var largestSize: Int { 65536 }

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    func allocate(atLeast count: Int) -> (start: UnsafeMutablePointer<UInt8>, count: Int) {
        let size = max(nextSize, count)
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        chunks.append(chunk)
        nextSize = min(nextSize * 4, Self.largestSize)
        return (chunk, size)
    }

    /// Copies the parts in the order of the message.
    func copy(to place: UnsafeMutableRawPointer) {
        var place = place
        for part in list.reversed() {
            switch part {
            case .memory(let bytes), .held(let bytes, _): place = append(bytes, at: place)
            case .bytes(let bytes): place = bytes.withUnsafeBytes { append($0, at: place) }
            }
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer, at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        UnsafeMutableRawBufferPointer(start: place, count: bytes.count).copyMemory(from: bytes)
        return place + bytes.count
    }
}
