/// How the values of an extension are read and written; one type for each way that the schema language knows.
public protocol ExtensionShape<Value>: Sendable {
    associatedtype Value: Hashable, Sendable

    /// Merges the value behind `tag` into what was read before. False, with nothing read, when the wire type is not
    /// one that the extension has.
    func merge(_ value: inout Value?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool

    func write(_ value: Value, _ number: Int, _ writer: inout Writer)

    /// The path to a required field that is missing in the value; nil when none is.
    func missingRequired(_ value: Value) -> String?
}

extension ExtensionShape {
    public func missingRequired(_: Value) -> String? { nil }
}

/// A number, string or bytes, or an open enum.
public struct SingularExtension<Coding: ReadableCoding>: ExtensionShape {
    let coding: Coding

    @usableFromInline init(_ coding: Coding) { self.coding = coding }

    public func merge(_ value: inout Coding.Value?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool {
        guard tag & 7 == Coding.wireType.rawValue else { return false }
        value = try Coding.read(&reader)
        return true
    }

    public func write(_ value: Coding.Value, _ number: Int, _ writer: inout Writer) {
        writer.optional(number, value, coding)
    }
}

/// A closed enum: numbers that it does not know leave the value as it is.
public struct ClosedEnumExtension<E: ProtobufEnum>: ExtensionShape {
    @usableFromInline init() {}

    public func merge(_ value: inout E?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool {
        guard tag & 7 == WireType.varint.rawValue else { return false }
        value = E(rawValue: try Int32Coding.read(&reader)) ?? value
        return true
    }

    public func write(_ value: E, _ number: Int, _ writer: inout Writer) {
        writer.optional(number, value, ClosedEnumCoding<E>())
    }
}
