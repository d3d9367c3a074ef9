internal import MartletProtobuf

extension TextFormatPrinter {
    /// Prints fields under their numbers. What they are the wire does not say: bytes that could be a message are
    /// printed as one.
    mutating func print(_ fields: UnknownFields) {
        guard !fields.isEmpty else { return }
        fields.bytes.withUnsafeBytes { buffer in printFields(buffer, nestingLimit: .max) }
    }

    private mutating func printFields(_ bytes: UnsafeRawBufferPointer, nestingLimit: Int) {
        try? Reader.read(bytes, options: DecodingOptions(nestingLimit: nestingLimit)) { (reader) throws(WireError) in
            while let tag = try reader.nextTag() { try printField(tag, &reader) }
        }
    }

    private mutating func printField(_ tag: UInt32, _ reader: inout Reader) throws(WireError) {
        let number = tag >> 3
        switch WireType(rawValue: tag & 7) {
        case .varint: line("\(number): \(try reader.read(.uint64))")
        case .fixed64: line("\(number): 0x\(hex(try reader.read(.fixed64), digits: 16))")
        case .fixed32: line("\(number): 0x\(hex(UInt64(try reader.read(.fixed32)), digits: 8))")
        case .lengthDelimited: print(number, try reader.read(.bytes))
        case .startGroup: try printGroup(number, tag, &reader)
        case .endGroup, nil: throw .invalidWireType
        }
    }

    private mutating func print(_ number: UInt32, _ bytes: Bytes) {
        guard !bytes.isEmpty, canOpen, isMessage(bytes) else {
            return line("\(number): \(quoted(bytes, escapingNonASCII: true))")
        }
        opening { printer in
            printer.block("\(number)") { printer in
                bytes.withUnsafeBytes { printer.printFields($0, nestingLimit: 100) }
            }
        }
    }

    private mutating func printGroup(_ number: UInt32, _ tag: UInt32, _ reader: inout Reader) throws(WireError) {
        var inner: [UInt8] = []
        try reader.group(tag) { (reader) throws(WireError) in
            let start = reader.placeAhead
            while let tag = try reader.nextTag() { try reader.stepOver(tag) }
            inner = reader.bytes(from: start)
        }
        guard canOpen else { return line("\(number): \(quoted(inner, escapingNonASCII: true))") }
        opening { printer in
            printer.block("\(number)") { printer in
                inner.withUnsafeBytes { printer.printFields($0, nestingLimit: 100) }
            }
        }
    }

    /// Whether the bytes can be read as fields to the last one.
    private func isMessage(_ bytes: Bytes) -> Bool {
        bytes.withUnsafeBytes { buffer in
            (try? Reader.read(buffer, options: .default) { (reader) throws(WireError) in
                while let tag = try reader.nextTag() { try reader.stepOver(tag) }
            }) != nil
        }
    }

    private func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
