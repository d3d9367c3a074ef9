/// Memory that a loop lends to whatever it runs at the moment: four regions instead of four per connection. What is in
/// them is gone when another connection has its turn, so nothing is kept here across a return to the loop.
public final class ScratchBuffers {
    /// The size of each region: 64 KiB.
    public static let regionSize = 64 * 1024

    /// Bytes as they come from the socket.
    public let received: UnsafeMutableRawBufferPointer
    /// Bytes after decryption.
    public let plaintext: UnsafeMutableRawBufferPointer
    /// Frames gathered before encryption.
    public let staging: UnsafeMutableRawBufferPointer
    /// Bytes on their way to the socket.
    public let ciphertext: UnsafeMutableRawBufferPointer

    private let block: UnsafeMutableRawBufferPointer

    init() {
        let size = Self.regionSize
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * size, alignment: 4096)
        func region(_ index: Int) -> UnsafeMutableRawBufferPointer {
            UnsafeMutableRawBufferPointer(rebasing: block[(index * size)..<((index + 1) * size)])
        }
        self.block = block
        received = region(0)
        plaintext = region(1)
        staging = region(2)
        ciphertext = region(3)
    }

    deinit {
        block.deallocate()
    }
}
