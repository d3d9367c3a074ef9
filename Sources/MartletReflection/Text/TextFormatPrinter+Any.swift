internal import MartletProtobuf

extension TextFormatPrinter {
    /// Prints a value of `Any` as the message that it holds. False when it is none, or its type or bytes are not known.
    mutating func printExpanded(_ message: DynamicMessage) -> Bool {
        guard options.expandsAny, canOpen, let fields = message.descriptor.anyFields,
            case .string(let url)? = message[fields.typeURL], let slash = url.lastIndex(of: "/"),
            slash != url.startIndex, url.utf8.allSatisfy(isPrintableInURL),
            let type = pool?.message(named: String(url[url.index(after: slash)...]))
        else { return false }
        var bytes = Bytes()
        if case .bytes(let value)? = message[fields.value] { bytes = value }
        let limits = DecodingOptions(elementMemoryLimit: .max, allowPartial: true)
        guard let value = try? DynamicMessage(decoding: bytes.array, as: type, options: limits, pool: pool),
            value.unknownFields.isEmpty || options.printsUnknownFields
        else { return false }
        opening { printer in printer.block("[\(url)]") { $0.print(value) } }
        return true
    }

    /// What can stand in brackets and be read again.
    private func isPrintableInURL(_ byte: UInt8) -> Bool {
        isIdentifierByte(byte) || "-.~!$&()*+,;=/".utf8.contains(byte)
    }
}
