import Testing

@testable import Martlet
@testable import RawHTTP2

/// Request headers that are refused although HTTP/2 has nothing against them.
@Suite struct RequestHeaderTests {
    private static let unary = HeaderFields.call(NoteService.Methods.unary.path)

    private func answer(_ fields: HeaderFields, maxBytes: Int = 8192) throws -> RawWire {
        let wire = try RawWire(limits: RawWire.limits { $0.maxHeaderListBytes = maxBytes })
        wire.greet()
        wire.send(.headers(1, fields), .data(1, [0, 0, 0, 0, 0], endStream: true))
        return wire
    }

    @Test func headersAboveTheLimitAreAnsweredByName() throws {
        let fields = Self.unary.adding("x", String(repeating: "x", count: 9000))
        let wire = try answer(fields)
        #expect(wire.status(of: 1) == "8")
        #expect(wire.field("grpc-message", of: 1)?.contains("maxHeaderListBytes") == true)
        #expect(try answer(fields, maxBytes: 16_384).status(of: 1) == "0")
    }

    @Test func headersTwiceAboveTheLimitAreNotEvenDecoded() throws {
        let wire = try answer(Self.unary.adding("x", String(repeating: "x", count: 16_100)))
        #expect(wire.reset(of: 1) == .enhanceYourCalm)
        wire.send(.headers(3, Self.unary), .data(3, [0, 0, 0, 0, 0], endStream: true))
        #expect(wire.status(of: 3) == "0")
    }

    @Test func theLimitIsAnnounced() throws {
        let wire = try answer(Self.unary, maxBytes: 5000)
        #expect(wire.frames.first?.settings?.contains(.maxHeaderListSize(5000)) == true)
    }

    @Test(arguments: [
        ("host", "localhost", "200"), ("host", "elsewhere", "400"), ("x-host", "elsewhere", "200"),
    ])
    func oneServerHasOneName(name: String, value: String, status: String) throws {
        let wire = try answer(Self.unary.adding(name, value))
        #expect(wire.field(":status", of: 1) == status)
    }

    @Test func aUserNameBeforeTheHostIsRefused() throws {
        let wire = try answer(Self.unary.replacing(":authority", with: "bank@localhost"))
        #expect(wire.field(":status", of: 1) == "400")
    }

    @Test(arguments: [
        "//martlet.test.Notes/Unary", "/martlet.test.Notes//Unary", "/martlet.test.Notes/Unary/",
        "/martlet.test.Notes/Unary?x", "/martlet.test.Notes/%55nary", "/MARTLET.TEST.NOTES/Unary",
        "/" + String(repeating: "x", count: 5000),
    ])
    func anotherSpellingOfAPathIsAnotherMethod(path: String) throws {
        #expect(try answer(Self.unary.replacing(":path", with: path)).status(of: 1) == "12")
    }
}
