/// Stream objects that are ready for a next stream, linked through their cores. The list holds each of them (+1).
struct StreamCache {
    static let limit = 256

    private var first: UnsafeMutablePointer<StreamCore>?
    private(set) var count = 0

    /// The core of a stream object that nobody else holds, with one reference for the caller.
    mutating func take() -> UnsafeMutablePointer<StreamCore> {
        while let core = first, let object = core.pointee.object {
            first = core.pointee.next
            core.pointee.next = nil
            count &-= 1
            var stream = object.takeRetainedValue()
            // Somebody may hold a closed stream still; that object is theirs now.
            if isKnownUniquelyReferenced(&stream) {
                _ = Unmanaged.passRetained(stream)
                return core
            }
        }
        return Unmanaged.passRetained(HTTP2Stream()).takeUnretainedValue().core
    }

    /// Takes over the caller's reference to a stream.
    mutating func give(_ core: UnsafeMutablePointer<StreamCore>) {
        guard count < Self.limit else {
            core.pointee.object?.release()
            return
        }
        core.pointee.next = first
        first = core
        count &+= 1
    }

    mutating func deallocate() {
        while let core = first {
            first = core.pointee.next
            core.pointee.object?.release()
        }
    }
}
