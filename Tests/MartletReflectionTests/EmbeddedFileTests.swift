import MartletProtobuf
import Testing

@testable import MartletReflection

@Suite struct EmbeddedFileTests {
    @Test func descriptorProtoDescribesItself() throws {
        let file = _pbFile_google_protobuf_descriptor.descriptor
        #expect(file.loadError == nil)
        let message = _pbFile_google_protobuf_descriptor.message("google.protobuf.FileDescriptorProto")
        #expect(message.field(number: 4)?.messageType?.fullName == "google.protobuf.DescriptorProto")
        let bytes = try file.proto.encoded()
        let dynamic = try DynamicMessage(decoding: bytes, as: message)
        #expect(try dynamic.encoded() == bytes)
        #expect(dynamic["name"] == .string("google/protobuf/descriptor.proto"))
    }

    @Test(arguments: [
        EmbeddedFile(path: "broken.proto", base64: "CgxicA"),
        EmbeddedFile(path: "broken.proto", base64: "????"),
        EmbeddedFile(path: "broken.proto", base64: "CgwA"),
    ])
    func aCorruptFileGivesStandIns(file: EmbeddedFile) {
        let message = file.message("shop.Order")
        #expect(message.fullName == "shop.Order")
        #expect(message.fields.isEmpty)
        #expect(message.file.loadError?.file == "broken.proto")
        #expect(file.descriptor.loadError != nil)
    }
}
