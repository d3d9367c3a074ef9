/// One of a message's unknown fields, as it stands on the wire.
struct UnknownField {
    /// Tag and value.
    let bytes: ArraySlice<UInt8>
    let tag: UInt32

    /// - Parameter bytes: Begin with a tag.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        tag = Self.read(bytes) { (reader) throws(WireError) in try reader.nextTag() } ?? 0
    }

    var number: UInt32 { tag &>> 3 }

    /// What `body` reads from the field; nil when it fails, which whole fields give no cause for.
    static func read<Result>(
        _ bytes: ArraySlice<UInt8>, _ body: (inout Reader) throws(WireError) -> Result?
    ) -> Result? {
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return nil }
            var reader = Reader(start, count: buffer.count, options: DecodingOptions(nestingLimit: .max))
            return try? body(&reader)
        }
    }
}

/// Cuts bytes into fields.
struct UnknownFieldSequence: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> UnknownField? {
        let size = UnknownField.read(rest) { (reader) throws(WireError) -> Int? in
            let start = reader.next
            guard let tag = try reader.nextTag() else { return nil }
            try reader.skip(tag)
            return reader.next - start
        }
        guard let size else { return nil }
        defer { rest = rest.dropFirst(size) }
        return UnknownField(rest.prefix(size))
    }
}

extension UnknownFields {
    /// The fields one by one, in the order of their arrival.
    var fields: UnknownFieldSequence { UnknownFieldSequence(bytes[...]) }

    /// Drops the fields for which `body` says so.
    mutating func removeAll(where body: (UnknownField) -> Bool) {
        guard fields.contains(where: body) else { return }
        var kept: [UInt8] = []
        for field in fields where !body(field) { kept += field.bytes }
        storage = kept.isEmpty ? nil : kept
    }
}
