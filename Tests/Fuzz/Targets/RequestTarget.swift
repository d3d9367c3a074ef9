@testable internal import Martlet
internal import MartletHTTP2

/// Lines as the fields of a request, `name:value` each; those that a line leaves out are as they should be. Whatever
/// `:path` and `:authority` hold, only the path of a method leads to it.
enum RequestTarget {
    private static let path = "/martlet.fuzz.Service/Method"

    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        var fields: [([UInt8], [UInt8])] = []
        for line in input.split(separator: UInt8(ascii: "\n")).prefix(64) {
            let end = line.dropFirst().firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
            fields.append((Array(line[..<end]), Array(line[end...].dropFirst())))
        }
        let defaults = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
            ("content-type", "application/grpc"),
        ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
        let missing = defaults.filter { field in !fields.contains { $0.0 == field.0 } }
        let all = missing.filter { $0.0.first == 0x3a } + fields + missing.filter { $0.0.first != 0x3a }
        let block: [UInt8] = all.flatMap { field -> [UInt8] in [0] + string(field.0) + string(field.1) }
        guard block.count <= 16_384 else { return }
        let length = [UInt8(block.count >> 8), UInt8(block.count & 0xff)]
        // In one piece; HEADERS with END_HEADERS and END_STREAM.
        try ServerTarget.take([0, 0] + length + [1, 5, 0, 0, 0, 1] + block)
        for (name, value) in all where name == Array(":path".utf8) {
            let isFound = value.withUnsafeBytes { router.method(at: $0) != nil }
            guard isFound == (value == Array(path.utf8)) else {
                throw BrokenPromise("another path leads to the method: \(value)")
            }
        }
    }

    private static let router: Router = {
        var registry = MethodRegistry()
        registry.unary(
            MethodDescriptor<Everything, Everything>(service: "martlet.fuzz.Service", method: "Method", shape: .unary)
        ) { request, _ in request }
        return Router(Array(registry.methods.values))
    }()

    /// A string of HPACK without Huffman code (RFC 7541 section 5.2).
    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.count < 127 { return [UInt8(bytes.count)] + bytes }
        let rest = bytes.count - 127
        return [127, UInt8(rest & 0x7f | 0x80), UInt8(rest >> 7 & 0x7f)] + bytes
    }
}
