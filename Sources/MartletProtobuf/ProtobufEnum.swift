/// An enum of a schema.
///
/// Open enums, those of proto3, are structs: a number that has no name yet is kept, and a schema that gains a
/// value breaks no `switch`. Closed enums, those of proto2, are Swift enums.
public protocol ProtobufEnum: RawRepresentable<Int32>, Hashable, Sendable, CustomStringConvertible {
    /// Numbers and names as the schema has them, in its order.
    static var _pbValues: [EnumValueInfo] { get }
}

/// An enum that has a value for every number.
public protocol OpenEnum: ProtobufEnum {
    init(rawValue: Int32)
}

/// A number of an enum and its name in the schema.
public struct EnumValueInfo: Sendable {
    public var number: Int32
    public var name: StaticString

    @inlinable
    public init(_ number: Int32, _ name: StaticString) {
        self.number = number
        self.name = name
    }
}

extension ProtobufEnum {
    /// The value's name in the schema, or its number when it has none.
    public var description: String {
        Self._pbValues.first { $0.number == rawValue }?.name.description ?? String(rawValue)
    }
}
