/// Header fields in their order, with names as they stand: upper case and nonsense included.
package struct HeaderFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field($0, $1) }
    }

    /// What a gRPC client sends to call a method in cleartext.
    package static func call(_ path: String) -> HeaderFields {
        [
            ":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost", "te": "trailers",
            "content-type": "application/grpc",
        ]
    }

    /// The first value under a name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// With one more field at the end.
    package func adding(_ name: String, _ value: String) -> HeaderFields {
        HeaderFields(fields + [Field(name, value)])
    }

    /// With one more field before all others.
    package func beginning(with name: String, _ value: String) -> HeaderFields {
        HeaderFields([Field(name, value)] + fields)
    }

    /// With another value at the same place.
    package func replacing(_ name: String, with value: String) -> HeaderFields {
        HeaderFields(fields.map { $0.name == name ? Field(name, value) : $0 })
    }

    package func removing(_ name: String) -> HeaderFields { HeaderFields(fields.filter { $0.name != name }) }

    /// A block of literals that enter no table.
    package var literalBlock: [UInt8] {
        fields.flatMap { HeaderRepresentation.literal($0.name, $0.value).bytes }
    }
}

extension HeaderFields: CustomStringConvertible {
    package var description: String { fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") }
}
