extension HostileInput {
    static let binary = wireInputs(.binary)
    static let dynamic = wireInputs(.dynamic)

    private static func wireInputs(_ target: FuzzTarget) -> [HostileInput] {
        var inputs = wire.map { name, head, body in
            HostileInput(target, name) { count in
                head + Array(repeatElement(body, count: max(count - head.count, 0) / body.count).joined())
            }
        }
        inputs.append(HostileInput(target, "distinct keys of a map", distinctKeys))
        inputs.append(HostileInput(target, "groups as deep as they may be, again and again", deepGroups))
        return inputs
    }

    @Sendable
    private static func distinctKeys(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = [0]
        var key: UInt32 = 0
        while bytes.count < count {
            bytes += [0xaa, 0x06, 6, 0x08]
            for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: 0x80 | key >> UInt32(shift * 7))) }
            bytes.append(0)
            key += 1
        }
        return bytes
    }

    @Sendable
    private static func deepGroups(_ count: Int) -> [UInt8] {
        var unit: [UInt8] = []
        for _ in 0..<99 { unit += [0xcb, 0x3e] }
        for _ in 0..<99 { unit += [0xcc, 0x3e] }
        return [0] + Array(repeatElement(unit, count: max(count / unit.count, 1)).joined())
    }

    /// Name, beginning, and what is repeated; the first byte picks `Everything` (0), `Wrapped` (2) or `Set` (4).
    private static let wire: [(String, [UInt8], [UInt8])] = [
        ("empty sub-messages", [0], [0xd2, 0x07, 0]),
        ("one sub-message in pieces", [0], [0xca, 0x07, 2, 0x08, 1]),
        ("one piece of a sub-message, then a piece of another", [0], [0xca, 0x07, 2, 0x08, 1, 0x8a, 0x01, 2, 0x08, 1]),
        ("empty strings", [0], [0xb2, 0x03, 0]),
        ("unpacked numbers", [0], [0xe8, 0x03, 0]),
        ("packed fields of one number", [0], [0xca, 0x02, 1, 0]),
        ("unknown fields", [0], [0xf8, 0x3e, 1]),
        ("unknown fields between known ones", [0], [0xf8, 0x3e, 1, 0x08, 1]),
        ("one key of a map", [0], [0xaa, 0x06, 0]),
        ("members of a oneof that displace each other", [0], [0x88, 0x05, 1, 0xf2, 0x05, 1, 0x41]),
        ("members of a message set", [4], [0x0b, 0x10, 0xe8, 7, 0x1a, 0, 0x0c]),
        ("values of a list", [2], [0x3a, 2, 0x0a, 0]),
        ("pieces of an Any", [2], [0x0a, 3, 0x12, 1, 0x41]),
    ]
}
