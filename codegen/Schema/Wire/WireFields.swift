/// The fields of an encoded message, one after the other, for what protobuf-c does not hand out: bytes as they came.
///
/// Ends early where the bytes are no message. Groups come as one field, their end tag included.
struct WireFields: Sequence, IteratorProtocol {
    struct Field {
        var number: Int32
        /// 0 varint, 1 eight bytes, 2 length-delimited, 3 group, 5 four bytes.
        var wireType: UInt8
        /// Tag and value, as they stand.
        var whole: Range<Int>
        /// The value alone: without the tag, without a length in front, without a group's end tag.
        var value: Range<Int>
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func next() -> Field? {
        let start = position
        guard let tag = varint() else { return nil }
        let wireType = UInt8(truncatingIfNeeded: tag & 7)
        let number = Int32(truncatingIfNeeded: tag >> 3)
        guard number > 0, let value = value(wireType, number) else { return nil }
        return Field(number: number, wireType: wireType, whole: start..<position, value: value)
    }

    /// Reads the varint that begins `bytes`; nil when there is none.
    static func varint(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        var fields = WireFields(bytes)
        return fields.varint()
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < bytes.endIndex else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func value(_ wireType: UInt8, _ number: Int32) -> Range<Int>? {
        let start = position
        switch wireType {
        case 0: return varint().map { _ in start..<position }
        case 1: return take(8)
        case 2: return varint().flatMap { take($0) }
        case 3: return group(number)
        case 5: return take(4)
        default: return nil
        }
    }

    private mutating func take(_ count: UInt64) -> Range<Int>? {
        guard count <= UInt64(bytes.endIndex - position) else { return nil }
        defer { position += Int(count) }
        return position..<position + Int(count)
    }

    /// Up to the end tag of the group that has begun; groups in it are counted, not recursed into.
    private mutating func group(_ number: Int32) -> Range<Int>? {
        let start = position
        var open = [UInt64(number)]
        while let innermost = open.last {
            let tagStart = position
            guard let tag = varint() else { return nil }
            switch tag & 7 {
            case 3: open.append(tag >> 3)
            case 4:
                guard tag >> 3 == innermost else { return nil }
                open.removeLast()
                if open.isEmpty { return start..<tagStart }
            default:
                guard value(UInt8(tag & 7), number) != nil else { return nil }
            }
        }
        return nil
    }
}
