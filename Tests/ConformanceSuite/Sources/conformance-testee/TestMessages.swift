internal import MartletProtobuf
internal import MartletReflection
internal import OfficialMessages

/// What a message needs in order to be asked about.
typealias TestMessage = DescribedMessage

/// The message types of the official test schemas.
enum TestMessages {
    static let byName: [String: any TestMessage.Type] = {
        var types: [String: any TestMessage.Type] = [:]
        for type in all {
            types[type.messageName] = type
            // A file joins the pool with the first use of its descriptors; an Any may name any of them.
            _ = type.descriptor
        }
        return types
    }()

    private static let all: [any TestMessage.Type] = [
        TestAllTypesProto3.self, TestAllTypesProto3.NestedMessage.self, ForeignMessage.self,
        TestAllTypesProto2.self, TestAllTypesProto2.NestedMessage.self, TestAllTypesProto2.Data.self,
        TestAllTypesProto2.MessageSetCorrect.self, TestAllTypesProto2.MessageSetCorrectExtension1.self,
        TestAllTypesProto2.MessageSetCorrectExtension2.self, ForeignMessageProto2.self,
        UnknownToTestAllTypes.self, UnknownToTestAllTypes.OptionalGroup.self,
        NullHypothesisProto2.self, EnumOnlyProto2.self, OneStringProto2.self, NullHypothesisProto3.self,
        EnumOnlyProto3.self,
    ]
}
