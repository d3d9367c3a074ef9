/// The first round: every declaration gets its place and its full name.
extension FileLinker {
    mutating func declare(_ features: Features) throws(DescriptorError) {
        let package = proto.package ?? ""
        if !package.isEmpty {
            for part in package.split(separator: ".", omittingEmptySubsequences: false) {
                _ = try checked(String(part), in: package)
            }
        }
        for message in proto.messageType {
            let index = try declare(message, in: package, parent: nil, features)
            declarations.outermostMessages.append(index)
        }
        for type in proto.enumType {
            let index = try declare(type, in: package, parent: nil, features)
            declarations.outermostEnums.append(index)
        }
        for field in proto.extension {
            let index = try declare(field, in: package, scope: nil, features)
            declarations.outermostExtensions.append(index)
        }
        for service in proto.service { try declare(service, in: package) }
    }

    /// Recursive as the descriptor itself, whose nesting decoding has limited.
    private mutating func declare(
        _ message: DescriptorProto, in scope: String, parent: Int?, _ outer: Features
    ) throws(DescriptorError) -> Int {
        let name = try checked(message.name, in: scope)
        let fullName = qualified(name, in: scope)
        let features = outer.overridden(by: message.options?.features)
        let index = declarations.messages.count
        try enter(fullName, .message(index))
        var record = MessageRecord(
            proto: message, name: name, fullName: fullName, features: features, parent: parent)
        record.isMapEntry = message.options?.mapEntry == true
        record.isMessageSet = message.options?.messageSetWireFormat == true
        record.extensionRanges = try extensionRanges(message, fullName)
        declarations.messages.append(record)

        for oneof in message.oneofDecl { try declare(oneof, in: index) }
        for field in message.field { try declare(field, in: index) }
        for nested in message.nestedType {
            let place = try declare(nested, in: fullName, parent: index, features)
            declarations.messages[index].nestedMessages.append(place)
        }
        for type in message.enumType {
            let place = try declare(type, in: fullName, parent: index, features)
            declarations.messages[index].nestedEnums.append(place)
        }
        for field in message.extension {
            let place = try declare(field, in: fullName, scope: index, features)
            declarations.messages[index].extensions.append(place)
        }
        return index
    }

    private func extensionRanges(
        _ message: DescriptorProto, _ fullName: String
    ) throws(DescriptorError) -> [Range<Int>] {
        // Message sets number their items with all that an int32 holds.
        let limit = message.options?.messageSetWireFormat == true ? Int(Int32.max) : 1 << 29
        var ranges: [Range<Int>] = []
        for range in message.extensionRange {
            let (start, end) = (Int(range.start ?? 0), Int(range.end ?? 0))
            guard start >= 1, start < end, end <= limit else {
                throw error(fullName, "extension range \(start) to \(end) is none")
            }
            ranges.append(start..<end)
        }
        return ranges
    }

    private mutating func declare(_ oneof: OneofDescriptorProto, in message: Int) throws(DescriptorError) {
        let scope = declarations.messages[message].fullName
        let name = try checked(oneof.name, in: scope)
        let fullName = qualified(name, in: scope)
        let index = declarations.oneofs.count
        try enter(fullName, .oneof(index))
        declarations.oneofs.append(
            OneofRecord(
                proto: oneof, name: name, fullName: fullName,
                features: declarations.messages[message].features.overridden(by: oneof.options?.features),
                parent: message))
        declarations.messages[message].oneofs.append(index)
    }

    private mutating func declare(
        _ type: EnumDescriptorProto, in scope: String, parent: Int?, _ outer: Features
    ) throws(DescriptorError) -> Int {
        let name = try checked(type.name, in: scope)
        let fullName = qualified(name, in: scope)
        let index = declarations.enums.count
        try enter(fullName, .enum(index))
        var record = EnumRecord(
            proto: type, name: name, fullName: fullName, features: outer.overridden(by: type.options?.features),
            parent: parent)
        guard !type.value.isEmpty else { throw error(fullName, "an enum needs a value") }
        for (place, value) in type.value.enumerated() {
            let valueName = try checked(value.name, in: fullName)
            try enter(qualified(valueName, in: scope), .enumValue(index, place))
            guard let number = value.number else { throw error(fullName, "\(valueName) has no number") }
            record.valuesByName[valueName] = place
            if record.valuesByNumber[number] == nil { record.valuesByNumber[number] = place }
        }
        declarations.enums.append(record)
        return index
    }

    private mutating func declare(_ service: ServiceDescriptorProto, in scope: String) throws(DescriptorError) {
        let name = try checked(service.name, in: scope)
        let fullName = qualified(name, in: scope)
        let index = declarations.services.count
        try enter(fullName, .service(index))
        var record = ServiceRecord(proto: service, name: name, fullName: fullName)
        for (place, method) in service.method.enumerated() {
            let methodName = try checked(method.name, in: fullName)
            try enter(qualified(methodName, in: fullName), .method(index, place))
            record.methodsByName[methodName] = place
        }
        declarations.services.append(record)
    }
}
