import COpenSSL

/// OpenSSL's buffers, which a session may keep while it has a place among those of its loop.
extension TLSSession {
    /// How often a session is used before it asks for a place, and asks again: whoever only connects never does, and
    /// many who are used equally often hardly ever take a place from each other.
    static let usesForPlace = 16

    /// There is something to read or to write.
    @inline(__always)
    func noteUse() {
        isUsed = true
        if place == nil { askForPlace() }
    }

    @inline(never)
    private func askForPlace() {
        uses = (uses + 1) % Self.usesForPlace
        if uses == 0 { buffers?.offerPlace(to: self) }
    }

    /// From now on they outlive the record that they were made for.
    func keepRecordBuffers(at place: Int) {
        self.place = place
        martlet_keep_record_buffers(ssl)
    }

    /// Gives place and buffers up, unless there was use for them since this was asked last. Returns whether there was.
    func loseRecordBuffersUnlessUsed() -> Bool {
        if isUsed {
            isUsed = false
            return true
        }
        place = nil
        martlet_release_record_buffers(ssl)
        return false
    }
}
