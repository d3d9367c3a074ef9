/// Reads header blocks (RFC 7541), keeping the dynamic table from one to the next.
struct HeaderDecoder {
    /// The block broke a rule.
    struct Failure: Error {}

    private static let staticTable = ([
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
        (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
        (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""),
        ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
        ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""),
        ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""),
        ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""),
        ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""),
        ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""),
        ("server", ""), ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""),
        ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ] as [(String, String)]).map { HeaderFields.Field($0, $1) }

    /// Newest first.
    private var dynamicTable: [HeaderFields.Field] = []
    private var tableSize = 0
    private var maxTableSize = 4096

    mutating func decode(_ block: [UInt8]) throws(Failure) -> HeaderFields {
        var rest = block[...]
        var fields = HeaderFields()
        while let first = rest.first {
            if first & 0x80 != 0 {
                fields.fields.append(try entry(try integer(&rest, prefix: 7)))
            } else if first & 0xe0 == 0x20 {
                maxTableSize = try integer(&rest, prefix: 5)
                evict()
            } else {
                let enters = first & 0x40 != 0
                let field = try literal(&rest, prefix: enters ? 6 : 4)
                fields.fields.append(field)
                if enters { insert(field) }
            }
        }
        return fields
    }

    private func entry(_ index: Int) throws(Failure) -> HeaderFields.Field {
        let table = Self.staticTable
        if index >= 1, index <= table.count { return table[index - 1] }
        guard index > table.count, index - table.count <= dynamicTable.count else { throw Failure() }
        return dynamicTable[index - table.count - 1]
    }

    private func literal(_ rest: inout ArraySlice<UInt8>, prefix: Int) throws(Failure) -> HeaderFields.Field {
        let index = try integer(&rest, prefix: prefix)
        let name = index == 0 ? try string(&rest) : try entry(index).name
        return HeaderFields.Field(name, try string(&rest))
    }

    private func string(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> String {
        guard let first = rest.first else { throw Failure() }
        let length = try integer(&rest, prefix: 7)
        guard length <= rest.count else { throw Failure() }
        let bytes = rest.prefix(length)
        rest = rest.dropFirst(length)
        guard first & 0x80 != 0 else { return String(decoding: bytes, as: UTF8.self) }
        guard let decoded = HuffmanCode.decode(bytes) else { throw Failure() }
        return String(decoding: decoded, as: UTF8.self)
    }

    private func integer(_ rest: inout ArraySlice<UInt8>, prefix: Int) throws(Failure) -> Int {
        guard let first = rest.popFirst() else { throw Failure() }
        let limit = (1 << prefix) - 1
        var value = Int(first) & limit
        guard value == limit else { return value }
        var shift = 0
        while let byte = rest.popFirst() {
            guard shift <= 28 else { throw Failure() }
            value += Int(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw Failure()
    }

    private mutating func insert(_ field: HeaderFields.Field) {
        dynamicTable.insert(field, at: 0)
        tableSize += Self.size(of: field)
        evict()
    }

    private mutating func evict() {
        while tableSize > maxTableSize, let oldest = dynamicTable.popLast() { tableSize -= Self.size(of: oldest) }
    }

    private static func size(of field: HeaderFields.Field) -> Int {
        field.name.utf8.count + field.value.utf8.count + 32
    }
}
