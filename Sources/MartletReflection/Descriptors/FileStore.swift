/// Everything that is known of one file, in flat arrays, never changed once it is made.
///
/// Descriptors are a store and an index, and hold the store. Stores refer to those of the files that they import, and
/// imports form no circle; inside a file, declarations refer to one another by index. So there is no reference cycle,
/// and a store goes when the pool and the last descriptor have gone.
final class FileStore: Sendable {
    let proto: FileDescriptorProto
    let name: String
    let package: String
    let edition: Edition
    let features: Features
    let dependencies: [FileStore]
    let publicDependencies: [FileStore]
    let declarations: FileDeclarations
    /// Not owned: who wants extensions to be found keeps the pool.
    weak let pool: DescriptorPool?
    /// Why this is an empty stand-in; nil for a file that could be read.
    let loadError: DescriptorError?

    init(
        proto: FileDescriptorProto, edition: Edition, features: Features, dependencies: [FileStore],
        publicDependencies: [FileStore], declarations: FileDeclarations, pool: DescriptorPool?,
        loadError: DescriptorError? = nil
    ) {
        self.proto = proto
        self.name = proto.name ?? ""
        self.package = proto.package ?? ""
        self.edition = edition
        self.features = features
        self.dependencies = dependencies
        self.publicDependencies = publicDependencies
        self.declarations = declarations
        self.pool = pool
        self.loadError = loadError
    }

    var messages: [MessageRecord] { _read { yield declarations.messages } }
    var enums: [EnumRecord] { _read { yield declarations.enums } }
    var fields: [FieldRecord] { _read { yield declarations.fields } }
    var oneofs: [OneofRecord] { _read { yield declarations.oneofs } }
    var services: [ServiceRecord] { _read { yield declarations.services } }
}

/// A store is the one it is: descriptors of the same name from two pools differ.
extension FileStore: Hashable {
    static func == (left: FileStore, right: FileStore) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// What a file declares; nested declarations stand in the same lists as outer ones.
struct FileDeclarations: Sendable {
    var messages: [MessageRecord] = []
    var enums: [EnumRecord] = []
    /// Of all messages, and extensions.
    var fields: [FieldRecord] = []
    var oneofs: [OneofRecord] = []
    var services: [ServiceRecord] = []
    /// By full name.
    var symbols: [String: LocalSymbol] = [:]
    var outermostMessages: [Int] = []
    var outermostEnums: [Int] = []
    var outermostExtensions: [Int] = []
}

/// Where in its file's lists a declaration stands.
enum LocalSymbol: Hashable, Sendable {
    case message(Int)
    case `enum`(Int)
    case enumValue(Int, Int)
    case field(Int)
    case oneof(Int)
    case service(Int)
    case method(Int, Int)
}

/// A message or enum that a declaration names: nil is the file of the declaration itself.
struct TypeReference: Sendable {
    var store: FileStore?
    var index: Int
}

struct MessageRecord: Sendable {
    var proto: DescriptorProto
    var name: String
    var fullName: String
    var features: Features
    /// The message around this one.
    var parent: Int?
    var fields: [Int] = []
    /// The same in the order of their numbers.
    var fieldsInOrder: [Int] = []
    var oneofs: [Int] = []
    var nestedMessages: [Int] = []
    var nestedEnums: [Int] = []
    var extensions: [Int] = []
    var fieldsByNumber: [Int: Int] = [:]
    var fieldsByName: [String: Int] = [:]
    var fieldsByJSONName: [String: Int] = [:]
    var extensionRanges: [Range<Int>] = []
    var isMapEntry = false
    var isMessageSet = false
    var hasRequiredFields = false
}

struct FieldRecord: Sendable {
    var proto: FieldDescriptorProto
    var name: String
    var fullName: String
    var jsonName: String
    var number: Int
    var kind: FieldKind
    var cardinality: Cardinality
    var features: Features
    /// The message that has the field; of an extension, the one that it extends.
    var containing: TypeReference
    /// Of an extension, the message that it is declared in.
    var scope: Int?
    var isExtension: Bool
    var oneof: Int?
    /// The message or enum that the field's values are.
    var type: TypeReference?
    var hasPresence = false
    var isPacked = false
    var isMap = false
    var isGroupLike = false
    /// The schema's default, or that of the type; nil for messages and repeated fields.
    var defaultValue: DynamicValue?
}

struct OneofRecord: Sendable {
    var proto: OneofDescriptorProto
    var name: String
    var fullName: String
    var features: Features
    var parent: Int
    var fields: [Int] = []
    /// From the smallest to the largest number of its fields.
    var numbers = 0...0
    var isSynthetic = false
}

struct EnumRecord: Sendable {
    var proto: EnumDescriptorProto
    var name: String
    var fullName: String
    var features: Features
    var parent: Int?
    /// The first value of each number.
    var valuesByNumber: [Int32: Int] = [:]
    var valuesByName: [String: Int] = [:]
}

struct ServiceRecord: Sendable {
    var proto: ServiceDescriptorProto
    var name: String
    var fullName: String
    var methods: [MethodRecord] = []
    var methodsByName: [String: Int] = [:]
}

struct MethodRecord: Sendable {
    var proto: MethodDescriptorProto
    var name: String
    var fullName: String
    var input: TypeReference
    var output: TypeReference
}
