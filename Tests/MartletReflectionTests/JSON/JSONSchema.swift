import MartletReflection
import Testing

/// The schemas in `Peer/Schemas`, compiled once by protoc for all tests that need no other help from Python.
enum JSONSchema {
    static let pool: DescriptorPool = {
        do {
            return try JSONPeer(seed: 0).pool()
        } catch {
            Issue.record("\(error)")
            return DescriptorPool()
        }
    }()

    static func message(_ name: String) throws -> MessageDescriptor {
        try #require(pool.message(named: "martlet.jsontest.\(name)"))
    }
}

/// What the text is read as and written again: how the mapping spells the same message.
func rewritten(
    _ text: String, as name: String, _ decoding: JSONDecodingOptions = .default,
    _ encoding: JSONEncodingOptions = .default
) throws -> String {
    try DynamicMessage(json: text, as: JSONSchema.message(name), options: decoding).jsonString(options: encoding)
}

/// Why the text is not read; nil, and a failed test, when it is.
func refusal(
    of text: String, as name: String, _ options: JSONDecodingOptions = .default,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> JSONDecodeError? {
    let type = try JSONSchema.message(name)
    do throws(JSONDecodeError) {
        let message = try DynamicMessage(json: text, as: type, options: options)
        Issue.record("read \(text) as \(message)", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}
