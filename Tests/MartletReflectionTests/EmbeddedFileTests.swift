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

    /// A message whose descriptor is broken keeps its fields, and says that other formats are not to be had.
    private struct Broken: DescribedMessage {
        var inner = Point()
        static let file = EmbeddedFile(path: "broken.proto", base64: "AAAA")
        static let descriptor = file.message("shop.Broken")
        static let messageName = "shop.Broken"
        static let _pbFields = Point._pbFields
        var unknownFields: UnknownFields {
            get { inner.unknownFields }
            set { inner.unknownFields = newValue }
        }
        mutating func _pbDecode(_ reader: inout Reader) throws(WireError) { try inner._pbDecode(&reader) }
        func _pbWrite(_ writer: inout Writer) { inner._pbWrite(&writer) }
    }

    @Test func conversionsOfACorruptFileAreErrors() throws {
        let message = try Broken(decoding: [8, 6])
        #expect(throws: ConversionError.self) { try message.textFormat() }
        #expect(throws: ConversionError.self) { try DynamicMessage(message) }
        #expect(throws: ConversionError.self) { try Broken(DynamicMessage(Broken.descriptor)) }
        let error = #expect(throws: TextFormatError.self) { try Broken(textFormat: "") }
        guard case .conversion(.descriptor(let cause))? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.file == "broken.proto")
    }

    @Test func filesOfAProgramAreLinkedOnce() async {
        await withTaskGroup(of: MessageDescriptor.self) { group in
            for _ in 0..<20 { group.addTask { Everything.descriptor } }
            for await descriptor in group { #expect(descriptor == Everything.descriptor) }
        }
        #expect(Everything.descriptor.field(named: "child")?.messageType == Everything.descriptor)
        #expect(DescriptorPool.generated.message(named: "martlet.test.Everything") == Everything.descriptor)
    }
}
