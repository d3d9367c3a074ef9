/// A message, behind a length or between group tags.
public struct MessageExtension<M: Message>: ExtensionShape {
    let isGroup: Bool

    @usableFromInline init(group: Bool) { isGroup = group }

    public func merge(_ value: inout M?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool {
        guard tag & 7 == wireType(isGroup) else { return false }
        if isGroup { try reader.group(&value, tag) } else { try reader.message(&value) }
        return true
    }

    public func write(_ value: M, _ number: Int, _ writer: inout Writer) {
        if isGroup { writer.group(number, value) } else { writer.message(number, value) }
    }

    public func missingRequired(_ value: M) -> String? { value._pbMissingRequired() }
}

/// Messages, each behind a length or between group tags.
public struct RepeatedMessageExtension<M: Message>: ExtensionShape {
    let isGroup: Bool

    @usableFromInline init(group: Bool) { isGroup = group }

    public func merge(_ value: inout [M]?, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> Bool {
        guard tag & 7 == wireType(isGroup) else { return false }
        var values = value ?? []
        value = nil
        if isGroup { try reader.groups(&values, tag) } else { try reader.messages(&values, tag) }
        value = values
        return true
    }

    public func write(_ value: [M], _ number: Int, _ writer: inout Writer) {
        if isGroup { writer.groups(number, value) } else { writer.messages(number, value) }
    }

    public func missingRequired(_ value: [M]) -> String? {
        for element in value {
            if let missing = element._pbMissingRequired() { return missing }
        }
        return nil
    }
}

private func wireType(_ isGroup: Bool) -> UInt32 {
    (isGroup ? WireType.startGroup : WireType.lengthDelimited).rawValue
}
