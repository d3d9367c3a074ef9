import Testing

@testable import Martlet

/// The metadata of call after call, which shares bytes but never what they say.
@Suite struct RepeatedMetadataTests {
    private typealias Fields = [(String, String)]

    private static let agent: Fields = [("user-agent", "grpc"), ("x-tenant", "7")]

    private func raw(_ fields: Fields) -> RawMetadata {
        var metadata = RawMetadata()
        for (name, value) in fields { withBytes(name, value) { metadata.append($0, $1) } }
        return metadata
    }

    private func take(_ fields: Fields, from recent: inout RepeatedMetadata) -> RawMetadata {
        recent.begin()
        for (name, value) in fields { withBytes(name, value) { recent.append($0, $1) } }
        return recent.finish()
    }

    private func withBytes(
        _ name: String, _ value: String, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { body(name, $0) } }
    }

    @Test func eachCallHasItsOwnFieldsWhateverTheLastOneHad() {
        let calls: [Fields] = [
            Self.agent, Self.agent, [("user-agent", "grpc")], [], Self.agent,
            [("user-agent", "grpx"), ("x-tenant", "7")], [("user-agent", "grpc"), ("x-tenant", "77")],
            Self.agent + [("x-trace", "1")], Self.agent + [("x-trace", "2")], Self.agent,
            [("x-tenant", "7"), ("user-agent", "grpc")], [("user-agen", "tgrpc")], [("", "")], [],
        ]
        var recent = RepeatedMetadata()
        for (index, call) in calls.enumerated() {
            #expect(take(call, from: &recent) == raw(call), "call \(index)")
        }
    }

    @Test func whatACallKeptStaysWhenTheNextDiffers() throws {
        var recent = RepeatedMetadata()
        let first = take(Self.agent, from: &recent)
        _ = take([("user-agent", "other")], from: &recent)
        #expect(try first.decoded()["x-tenant"] == "7")
    }

    @Test func largeMetadataIsNotKept() {
        let large: Fields = [("x", String(repeating: "y", count: 5000))]
        var recent = RepeatedMetadata()
        #expect(take(large, from: &recent) == raw(large))
        #expect(take([], from: &recent) == raw([]))
        #expect(take(large, from: &recent) == raw(large))
    }
}
