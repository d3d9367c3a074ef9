/// What writes messages whose types are known only at run time needs beyond what generated code does: sub-messages
/// without a `Message`. Only MartletReflection uses it.
package protocol NestingEncoder: FieldEncoder, ~Copyable {
    /// A message behind its length; `body` writes its fields.
    mutating func nested(_ number: Int, _ body: (inout Self) -> Void)

    /// A message between group tags.
    mutating func group(_ number: Int, _ body: (inout Self) -> Void)
}

extension SizeCounter: NestingEncoder {
    package mutating func nested(_ number: Int, _ body: (inout SizeCounter) -> Void) {
        addMessage(number, body)
    }

    package mutating func group(_ number: Int, _ body: (inout SizeCounter) -> Void) {
        add(number, .startGroup, 0)
        body(&self)
        add(number, .endGroup, 0)
    }
}

extension Writer: NestingEncoder {
    package mutating func nested(_ number: Int, _ body: (inout Writer) -> Void) {
        lengthPrefix(number)
        body(&self)
    }

    package mutating func group(_ number: Int, _ body: (inout Writer) -> Void) {
        tag(number, .startGroup)
        body(&self)
        tag(number, .endGroup)
    }
}

/// Something that can be encoded without being a `Message`: both passes tell the same fields.
package protocol EncodableFields {
    var encodedName: String { get }
    func encode(into encoder: inout some NestingEncoder & ~Copyable)
}

extension EncodableFields {
    package func encodedBytes(options: EncodingOptions = .default) throws(EncodeError) -> [UInt8] {
        try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 128) {
            (scratch: UnsafeMutableBufferPointer<UInt32>) throws(EncodeError) -> [UInt8] in
            var counter = SizeCounter(scratch, options)
            encode(into: &counter)
            let size = counter.total
            guard size <= Int32.max else {
                throw .messageTooLarge(messageName: encodedName, byteCount: size)
            }
            let sizes = UnsafePointer(counter.sizes)
            let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
                if let start = buffer.baseAddress {
                    var writer = Writer(start, sizes, options)
                    encode(into: &writer)
                }
                initialized = size
            }
            counter.finish()
            return bytes
        }
    }
}
