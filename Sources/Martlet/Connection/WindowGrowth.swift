/// How far flow-control windows grow where it takes more than they allow to keep a connection busy: long ways, as
/// between continents, with much bandwidth. How much that is, PINGs find out while data comes (its bandwidth-delay
/// product). The memory is only taken when readers are slow.
public struct WindowGrowth: Hashable, Sendable {
    /// The widest window of a stream, in bytes: 4 MiB.
    public var maxStreamBytes = 4 << 20
    /// The widest window of a connection, in bytes: 16 MiB.
    public var maxConnectionBytes = 16 << 20

    /// The defaults.
    public init() {}
}
