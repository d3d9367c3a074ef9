import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite struct AnyMessageTests {
    private let author = Author(name: "Ada", born: 1815)

    @Test func whatIsPackedIsUnpacked() throws {
        let packed = try AnyMessage(packing: author)
        #expect(packed.typeUrl == "type.googleapis.com/martlet.shelf.Author")
        #expect(packed.packedName == "martlet.shelf.Author")
        #expect(packed.is(Author.self) && !packed.is(Book.self))
        #expect(try packed.unpack(as: Author.self) == author)
        let inferred: Author = try packed.unpack()
        #expect(inferred == author)
    }

    @Test(arguments: [
        ("example.com/types", "example.com/types/martlet.shelf.Author"),
        ("example.com/", "example.com/martlet.shelf.Author"), ("", "/martlet.shelf.Author"),
    ])
    func thePrefixIsTheSendersToChoose(prefix: String, url: String) throws {
        let packed = try AnyMessage(packing: author, prefix: prefix)
        #expect(packed.typeUrl == url)
        #expect(try packed.unpack(as: Author.self) == author)
    }

    @Test(arguments: [
        "", "martlet.shelf.Author", "type.googleapis.com/", "x/martlet.shelf.Autho", "a/martlet.shelf.Author/",
    ])
    func aURLWithoutTheNameBehindASlashIsOfAnotherType(url: String) {
        let packed = AnyMessage(typeUrl: url, value: [])
        #expect(!packed.is(Author.self))
        #expect(throws: UnpackError.otherType(typeURL: url, wanted: "martlet.shelf.Author")) {
            try packed.unpack(as: Author.self)
        }
    }

    @Test func bytesThatAreNotTheMessageAreAnError() {
        let packed = AnyMessage(typeUrl: "x/martlet.shelf.Author", value: [0x0a, 9])
        let error = #expect(throws: UnpackError.self) { try packed.unpack(as: Author.self) }
        #expect(error?.description == "google.protobuf.Any: martlet.shelf.Author.name (field 1): "
            + "value ends after its message at byte 1")
    }

    @Test func limitsHoldInsideToo() throws {
        let packed = try AnyMessage(packing: Author(teacher: Author(teacher: Author())))
        #expect(throws: UnpackError.self) { try packed.unpack(as: Author.self, options: .init(nestingLimit: 1)) }
    }
}
