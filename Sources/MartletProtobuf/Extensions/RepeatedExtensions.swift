/// Numbers, booleans and open enums; read packed or not, whichever way they are written.
public struct RepeatedNumberExtension<Coding: NumberCoding>: ExtensionShape {
    let coding: Coding
    let isPacked: Bool

    @usableFromInline
    init(_ coding: Coding, packed: Bool) {
        self.coding = coding
        isPacked = packed
    }

    public func merge(
        _ value: inout [Coding.Value]?, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) -> Bool {
        let wireType = tag & 7
        guard wireType == Coding.wireType.rawValue || wireType == WireType.lengthDelimited.rawValue else {
            return false
        }
        var values = value ?? []
        value = nil
        try reader.repeated(&values, coding, tag)
        value = values
        return true
    }

    public func write(_ value: [Coding.Value], _ number: Int, _ writer: inout Writer) {
        if isPacked { writer.packed(number, value, coding) } else { writer.repeated(number, value, coding) }
    }
}

/// Strings and bytes.
public struct RepeatedTextExtension<Coding: LengthDelimitedCoding>: ExtensionShape {
    let coding: Coding

    @usableFromInline init(_ coding: Coding) { self.coding = coding }

    public func merge(
        _ value: inout [Coding.Value]?, _ tag: UInt32, _ reader: inout Reader
    ) throws(WireError) -> Bool {
        guard tag & 7 == WireType.lengthDelimited.rawValue else { return false }
        var values = value ?? []
        value = nil
        try reader.repeated(&values, coding, tag)
        value = values
        return true
    }

    public func write(_ value: [Coding.Value], _ number: Int, _ writer: inout Writer) {
        writer.repeated(number, value, coding)
    }
}

/// Values of a closed enum; numbers that it does not know are passed over.
public struct RepeatedClosedEnumExtension<E: ProtobufEnum>: ExtensionShape {
    let isPacked: Bool

    @usableFromInline init(packed: Bool) { isPacked = packed }

    public func merge(_ value: inout [E]?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool {
        let wireType = tag & 7
        guard wireType == WireType.varint.rawValue || wireType == WireType.lengthDelimited.rawValue else {
            return false
        }
        var values = value ?? []
        value = nil
        // The message keeps the extension's bytes, and with them the numbers that are dropped here.
        var dropped = UnknownFields()
        try reader.closedEnums(&values, tag, &dropped)
        value = values
        return true
    }

    public func write(_ value: [E], _ number: Int, _ writer: inout Writer) {
        let coding = ClosedEnumCoding<E>()
        if isPacked { writer.packed(number, value, coding) } else { writer.repeated(number, value, coding) }
    }
}
