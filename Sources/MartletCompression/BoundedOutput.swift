/// Bytes as they come out of a decompressor, in an array that doubles as they come: up to one byte more than `limit`,
/// which shows that there is more.
struct BoundedOutput {
    /// The least that there is room for at first.
    private static let leastRoom = 512

    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let firstRoom: Int

    /// - Parameter expected: how many bytes went in. Four times as many have room at first.
    init(limit: Int, expected: Int) {
        self.limit = min(max(0, limit), .max - 1)
        firstRoom = max(Self.leastRoom, 4 * min(expected, .max / 8))
    }

    /// Lets `produce` write into some room, at least one byte of it; it returns how many it wrote.
    mutating func fill(_ produce: (UnsafeMutableRawBufferPointer) -> Int) throws(DecompressionError) {
        let room = min(max(firstRoom, bytes.count), limit + 1 - bytes.count)
        if bytes.capacity - bytes.count < room { bytes.reserveCapacity(bytes.count + room) }
        bytes.append(addingCapacity: room) { span in
            span.withUnsafeMutableBufferPointer { free, initialized in
                let free = UnsafeMutableRawBufferPointer(free)
                initialized += produce(UnsafeMutableRawBufferPointer(rebasing: free[..<room]))
            }
        }
        if bytes.count > limit { throw .tooLarge }
    }
}
