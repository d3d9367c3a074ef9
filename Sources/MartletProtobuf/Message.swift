/// A protobuf message: a plain value with one stored property per field.
///
/// Strings are Swift's, which has two consequences. Text that is not UTF-8 is refused in every schema, also where
/// proto2 or `utf8_validation = NONE` would let it pass: declare such a field as `bytes`. And keys of a map that
/// differ only in how Unicode composes their characters are one key, of which the last entry wins.
///
/// Types that conform are generated from a schema by `martlet-gen`. The requirements whose names begin with
/// `_pb` are what generated code and this module ask of one another; they may change with the generator.
public protocol Message: Sendable, Hashable, CustomStringConvertible {
    /// A message with no field set.
    init()

    /// The message's full name in the schema, such as `shop.v1.Order`.
    static var messageName: String { get }

    /// Fields that arrived but are not in the schema this type was generated from; written back when encoding.
    var unknownFields: UnknownFields { get set }

    /// What the schema says of each field, in order of the numbers: for descriptions and errors.
    static var _pbFields: [FieldInfo] { get }

    /// Reads fields up to the end of the message and merges them into this value.
    mutating func _pbDecode(_ reader: inout Reader) throws(WireError)

    /// Path of the first required field that is missing in this message or below; nil when all are there.
    func _pbMissingRequired() -> String?

    /// Writes all fields, from the last to the first.
    func _pbWrite(_ writer: inout Writer)
}
