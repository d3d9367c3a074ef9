internal import CDescriptors

/// Turns enum descriptors into `EnumSchema` values.
struct EnumReader {
    let source: SourceIndex

    func read(_ enumeration: CEnum, in scope: String, at path: [Int32], _ inherited: Features) -> EnumSchema {
        let name = textOrEmpty(enumeration.name)
        let fullName = qualified(name, in: scope)
        var result = EnumSchema(name: name, fullName: fullName, position: source.position(path))
        result.comments = source.comments(path)
        let options = enumeration.options?.pointee
        result.features = inherited.overridden(by: options?.features)
        result.isClosed = result.features.enumType == .closed
        result.isDeprecated = options?.deprecated ?? 0 != 0
        result.customOptions = CustomOption.all(of: options?.base)
        var namesByNumber: [Int32: String] = [:]
        for (index, value) in elements(enumeration.value, enumeration.n_value).enumerated() {
            let path = path + [SourcePath.enumValue, Int32(index)]
            var value = read(value.pointee, in: fullName, at: path)
            value.aliasOf = namesByNumber[value.number]
            if value.aliasOf == nil { namesByNumber[value.number] = value.name }
            result.values.append(value)
        }
        return result
    }

    private func read(_ value: CEnumValue, in scope: String, at path: [Int32]) -> EnumValueSchema {
        let name = textOrEmpty(value.name)
        var result = EnumValueSchema(
            name: name, fullName: qualified(name, in: scope), number: value.number, position: source.position(path))
        result.comments = source.comments(path)
        result.isDeprecated = value.options?.pointee.deprecated ?? 0 != 0
        result.customOptions = CustomOption.all(of: value.options?.pointee.base)
        return result
    }
}
