/// Memory that every library encodes one message into: copying 64 KiB takes up to a quarter longer from some addresses
/// to some others, and where the allocator puts things is no merit of a library.
final class Region {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        bytes = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit { bytes.deallocate() }
}
