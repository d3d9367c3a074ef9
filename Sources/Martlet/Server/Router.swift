/// Finds a method from the raw bytes of `:path`, without making a String of them.
///
/// Open addressing over a table that is at most a quarter full; built once, never changed.
struct Router: Sendable {
    /// Who holds the methods.
    private let methods: [ServerMethod]
    /// The same in their places; a look-up counts no reference.
    private let slots: [Unmanaged<ServerMethod>?]
    private let mask: Int

    init(_ methods: some Collection<ServerMethod>) {
        var size = 8
        while size < methods.count * 4 { size *= 2 }
        var slots = [Unmanaged<ServerMethod>?](repeating: nil, count: size)
        for method in methods {
            var index = method.pathBytes.withUnsafeBytes { Self.hash($0) } & (size - 1)
            while slots[index] != nil { index = (index + 1) & (size - 1) }
            slots[index] = Unmanaged.passUnretained(method)
        }
        self.methods = Array(methods)
        self.slots = slots
        mask = size - 1
    }

    /// The method of a path, byte for byte. It lives as long as the router.
    func method(at path: UnsafeRawBufferPointer) -> Unmanaged<ServerMethod>? {
        var index = Self.hash(path) & mask
        while let method = slots[index] {
            let isEqual = method._withUnsafeGuaranteedRef { method in
                method.pathBytes.withUnsafeBytes { path.equals($0) }
            }
            if isEqual { return method }
            index = (index + 1) & mask
        }
        return nil
    }

    /// Whether any method belongs to the service of a path: tells a missing method from a missing service.
    func hasService(of path: String) -> Bool {
        guard let end = path.lastIndex(of: "/") else { return false }
        let prefix = Array(path[...end].utf8)
        return methods.contains { $0.pathBytes.starts(with: prefix) }
    }

    /// Eight bytes a step (multiply and fold), the last eight once more. Paths are the server's own, so nobody can
    /// flood the table.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            state = mix(state ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        if bytes.count >= 8 {
            rest = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        } else {
            for byte in bytes { rest = rest << 8 | UInt64(byte) }
        }
        return Int(truncatingIfNeeded: mix(state ^ rest))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value &* 0xff51_afd7_ed55_8ccd  // wraps by design: it is a hash
        return product ^ product >> 32
    }
}
