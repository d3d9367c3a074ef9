/// How a field's value is laid out on the wire: the low three bits of its tag
/// ([Encoding, "Message Structure"](https://protobuf.dev/programming-guides/encoding/#structure)).
public enum WireType: UInt32, Sendable {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5
}

/// A field's number and wire type in one number, as it stands in front of every value.
@inlinable @inline(__always)
func tag(_ number: Int, _ type: WireType) -> UInt32 {
    UInt32(truncatingIfNeeded: number) &<< 3 | type.rawValue
}

#if _endian(big)
#error("MartletProtobuf copies fixed-size values as they lie in memory, so it needs a little-endian machine")
#endif
