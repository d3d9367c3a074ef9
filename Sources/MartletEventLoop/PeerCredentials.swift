/// Who is at the other end of a Unix socket, as the kernel saw it when they connected (SO_PEERCRED).
public struct PeerCredentials: Hashable, Sendable {
    /// The process that connected. It may have ended since, and its number may be another's by now: authorize by user.
    public var processID: Int32
    /// The effective user, 0 for root; 65534 for one that this process's user namespace does not know.
    public var userID: UInt32
    /// The effective group.
    public var groupID: UInt32

    /// Credentials as they are.
    public init(processID: Int32, userID: UInt32, groupID: UInt32) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
    }
}
