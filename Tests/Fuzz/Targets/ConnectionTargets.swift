internal import MartletHTTP2

/// Bytes as what a client says after its preface. The first byte says in pieces of which size they come.
enum ServerTarget {
    private static let beginning = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let first = input.first else { return }
        let server = try SessionProbe(.server)
        _ = try server.receive(beginning)
        try feed(input.dropFirst(), to: server, piece: Int(first))
        if server.session.activeStreamCount > 40 {
            throw BrokenPromise("\(server.session.activeStreamCount) streams are open at once")
        }
        try server.lose()
    }

    /// A piece of 0 means all at once. What is produced is read by nobody, but is produced.
    static func feed(_ bytes: ArraySlice<UInt8>, to side: SessionProbe, piece: Int) throws(BrokenPromise) {
        var rest = bytes
        while !rest.isEmpty {
            let next = rest.prefix(piece == 0 ? 16_384 : piece)
            rest = rest.dropFirst(next.count)
            guard try side.receive(next) else { break }
            _ = try side.produce()
        }
        _ = try side.produce()
    }
}

/// Bytes as what a server says to a client that has made two calls: one is whole, one goes on.
enum ClientTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        guard let first = input.first else { return }
        let client = try SessionProbe(.client)
        _ = client.request(.call, endStream: true)
        _ = client.request(.call, endStream: false)
        _ = try client.produce()
        try ServerTarget.feed(input.dropFirst(), to: client, piece: Int(first))
        try client.lose()
    }
}
