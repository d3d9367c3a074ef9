/// Key-value pairs that travel beside the messages of a call: in request headers, response headers
/// and trailers (gRPC over HTTP/2, "Custom-Metadata").
///
/// Keys are lower case, may repeat, and keep their order. A key that ends in `-bin` holds bytes, any
/// other key printable ASCII text.
public struct Metadata: Hashable, Sendable {
    /// A value as the application sees it; Base64 is the transport's business.
    public enum Content: Hashable, Sendable {
        case text(String)
        case binary([UInt8])
    }

    /// One pair.
    public struct Entry: Hashable, Sendable {
        public var key: String
        public var value: Content
    }

    private var entries: [Entry] = []

    /// No pairs.
    public init() {}

    /// Appends a text value; earlier values of the key stay.
    ///
    /// Whether key and value may travel is checked when the call is sent: `INTERNAL` names the key.
    public mutating func add(_ key: String, _ value: String) {
        entries.append(Entry(key: key.lowercased(), value: .text(value)))
    }

    /// Appends a binary value. The key must end in `-bin`.
    public mutating func add(_ key: String, binary value: [UInt8]) {
        entries.append(Entry(key: key.lowercased(), value: .binary(value)))
    }

    /// Appends all pairs of `other`.
    public mutating func add(contentsOf other: Metadata) { entries.append(contentsOf: other.entries) }

    /// Removes every value of the key.
    public mutating func removeAll(_ key: String) { entries.removeAll { $0.key == key } }

    /// The first text value of a lower-case key.
    public subscript(key: String) -> String? { values(for: key).first }

    /// All text values of a lower-case key, in the order in which they were sent.
    public func values(for key: String) -> [String] {
        entries.compactMap { entry in
            guard entry.key == key, case .text(let text) = entry.value else { return nil }
            return text
        }
    }

    /// All binary values of a lower-case key, in the order in which they were sent.
    public func binaryValues(for key: String) -> [[UInt8]] {
        entries.compactMap { entry in
            guard entry.key == key, case .binary(let bytes) = entry.value else { return nil }
            return bytes
        }
    }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    /// The pairs of one lower-case key.
    func filtered(by key: String) -> Metadata {
        var metadata = Metadata()
        metadata.entries = entries.filter { $0.key == key }
        return metadata
    }
}

extension Metadata: RandomAccessCollection {
    public var startIndex: Int { entries.startIndex }
    public var endIndex: Int { entries.endIndex }
    public subscript(position: Int) -> Entry { entries[position] }
}

extension Metadata: ExpressibleByDictionaryLiteral {
    /// `["authorization": "Bearer …"]`
    public init(dictionaryLiteral elements: (String, String)...) {
        for (key, value) in elements { add(key, value) }
    }
}

extension Metadata: CustomStringConvertible {
    /// Keys with sizes only: values may be secrets.
    public var description: String {
        let parts = entries.map { entry in
            switch entry.value {
            case .text(let text): "\(entry.key): \(text.utf8.count) bytes"
            case .binary(let bytes): "\(entry.key): \(bytes.count) bytes"
            }
        }
        return "[\(parts.joined(separator: ", "))]"
    }
}
