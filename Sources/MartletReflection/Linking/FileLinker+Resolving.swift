/// The second round: every name of a type is replaced by the type.
extension FileLinker {
    mutating func resolve() throws(DescriptorError) {
        for index in declarations.fields.indices { try resolveField(index) }
        for index in declarations.services.indices { try resolveMethods(index) }
    }

    private mutating func resolveField(_ index: Int) throws(DescriptorError) {
        let record = declarations.fields[index]
        let scope = scope(of: record)
        if record.isExtension { try resolveExtendee(index, scope) }
        guard let typeName = record.proto.typeName, !typeName.isEmpty else {
            if record.kind == .message || record.kind == .enum {
                throw error(record.fullName, "the field has no type")
            }
            return
        }
        switch try resolve(typeName, in: scope, for: record.fullName) {
        case (let store, .message(let place)):
            guard record.kind == .message else { throw error(record.fullName, "\(typeName) is a message") }
            declarations.fields[index].type = TypeReference(store: store, index: place)
        case (let store, .enum(let place)):
            // Without a type in the descriptor, the name alone decides.
            guard record.kind == .enum || record.proto.type == nil else {
                throw error(record.fullName, "\(typeName) is an enum")
            }
            declarations.fields[index].kind = .enum
            declarations.fields[index].type = TypeReference(store: store, index: place)
        default:
            throw error(record.fullName, "\(typeName) is no type")
        }
    }

    private func scope(of field: FieldRecord) -> String {
        let message = field.isExtension ? field.scope : field.containing.index
        return message.map { declarations.messages[$0].fullName } ?? proto.package ?? ""
    }

    private mutating func resolveExtendee(_ index: Int, _ scope: String) throws(DescriptorError) {
        let field = declarations.fields[index]
        let extendee = field.proto.extendee ?? ""
        guard case (let store, .message(let place)) = try resolve(extendee, in: scope, for: field.fullName) else {
            throw error(field.fullName, "\(extendee) is no message")
        }
        let message = store?.messages[place] ?? declarations.messages[place]
        guard message.extensionRanges.contains(where: { $0.contains(field.number) }) else {
            throw error(field.fullName, "\(message.fullName) does not give number \(field.number) to extensions")
        }
        declarations.fields[index].containing = TypeReference(store: store, index: place)
    }

    private mutating func resolveMethods(_ index: Int) throws(DescriptorError) {
        let service = declarations.services[index]
        for method in service.proto.method {
            let fullName = qualified(method.name ?? "", in: service.fullName)
            declarations.services[index].methods.append(
                MethodRecord(
                    proto: method, name: method.name ?? "", fullName: fullName,
                    input: try message(method.inputType, in: service.fullName, for: fullName),
                    output: try message(method.outputType, in: service.fullName, for: fullName)))
        }
    }

    private func message(
        _ typeName: String?, in scope: String, for symbol: String
    ) throws(DescriptorError) -> TypeReference {
        guard case (let store, .message(let index)) = try resolve(typeName ?? "", in: scope, for: symbol) else {
            throw error(symbol, "\(typeName ?? "") is no message")
        }
        return TypeReference(store: store, index: index)
    }

    /// protoc writes full names behind a dot; others are looked for from the innermost scope outwards.
    private func resolve(
        _ typeName: String, in scope: String, for symbol: String
    ) throws(DescriptorError) -> (FileStore?, LocalSymbol) {
        if typeName.hasPrefix(".") {
            if let found = try find(String(typeName.dropFirst()), for: symbol) { return found }
            throw DescriptorError(file: name, symbol: symbol, reason: .unknownType(String(typeName.dropFirst())))
        }
        var scope = scope[...]
        while true {
            if let found = try find(qualified(typeName, in: String(scope)), for: symbol) { return found }
            guard !scope.isEmpty else {
                throw DescriptorError(file: name, symbol: symbol, reason: .unknownType(typeName))
            }
            scope = scope.lastIndex(of: ".").map { scope[..<$0] } ?? ""
        }
    }

    private func find(_ fullName: String, for symbol: String) throws(DescriptorError) -> (FileStore?, LocalSymbol)? {
        if let place = declarations.symbols[fullName] { return isType(place) ? (nil, place) : nil }
        guard let found = state.symbols[fullName], isType(found.place) else { return nil }
        guard visible.contains(ObjectIdentifier(found.store)) else {
            throw DescriptorError(
                file: name, symbol: symbol, reason: .notImported(type: fullName, file: found.store.name))
        }
        return (found.store, found.place)
    }

    private func isType(_ symbol: LocalSymbol) -> Bool {
        switch symbol {
        case .message, .enum: true
        default: false
        }
    }
}
