/// An option that `descriptor.proto` does not know, such as `(google.api.http)`, kept as it came.
public struct CustomOption: Hashable, Sendable {
    /// Number of the extension field.
    public var number: Int32
    /// 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.
    public var wireType: UInt8
    /// The encoded value; for wire type 2 without the length in front.
    public var bytes: [UInt8]

    public init(number: Int32, wireType: UInt8, bytes: [UInt8]) {
        self.number = number
        self.wireType = wireType
        self.bytes = bytes
    }
}
