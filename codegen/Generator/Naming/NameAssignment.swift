internal import MartletSchema

/// Walks a schema and gives out names, scope by scope.
struct NameAssignment {
    /// Full name in the schema to name in its Swift scope.
    private(set) var names: [String: String] = [:]
    /// Full name of a type to its path from the module's scope.
    private(set) var paths: [String: String] = [:]
    /// Full name of a oneof to the name of its enum.
    private(set) var oneofTypes: [String: String] = [:]
    private var module = NameScope(
        subject: "the module", help: "rename one, or set option swift_prefix in one of the files")

    /// Every name at the module's scope.
    var topLevelNames: Set<String> { module.names }

    /// Names all declarations of one file.
    mutating func add(_ file: FileSchema) throws(SchemaError) {
        let prefix = file.swiftPrefix ?? ""
        for message in file.messages {
            let name = ReservedWords.type(prefix + CaseConversion.upperCamel(message.name))
            try module.claim(name, for: message.fullName, at: message.position)
            try add(message, named: name, inside: "")
        }
        for enumeration in file.enums {
            let name = ReservedWords.type(prefix + CaseConversion.upperCamel(enumeration.name))
            try module.claim(name, for: enumeration.fullName, at: enumeration.position)
            try add(enumeration, named: name, inside: "")
        }
        for service in file.services { try add(service, prefix: prefix) }
    }

    private mutating func add(_ message: MessageSchema, named name: String, inside outer: String) throws(SchemaError) {
        names[message.fullName] = name
        let path = outer + name
        paths[message.fullName] = path
        var types = NameScope(subject: message.fullName, help: "rename one of the two")
        for nested in message.messages {
            let name = ReservedWords.type(CaseConversion.upperCamel(nested.name))
            try types.claim(name, for: nested.fullName, at: nested.position)
            try add(nested, named: name, inside: path + ".")
        }
        for nested in message.enums {
            let name = ReservedWords.type(CaseConversion.upperCamel(nested.name))
            try types.claim(name, for: nested.fullName, at: nested.position)
            try add(nested, named: name, inside: path + ".")
        }
        try addMembers(of: message, types: &types)
    }

    private mutating func addMembers(of message: MessageSchema, types: inout NameScope) throws(SchemaError) {
        var members = NameScope(subject: message.fullName, help: "rename one of the two fields")
        for field in message.fields {
            let name = ReservedWords.member(CaseConversion.lowerCamel(field.name))
            try members.claim(name, for: field.fullName, at: field.position)
            names[field.fullName] = name
        }
        for oneof in message.oneofs {
            let property = ReservedWords.member(CaseConversion.lowerCamel(oneof.name))
            try members.claim(property, for: oneof.fullName, at: oneof.position)
            names[oneof.fullName] = property
            var type = ReservedWords.type(CaseConversion.upperCamel(oneof.name))
            if types.names.contains(type) { type = CaseConversion.upperCamel(oneof.name) + "Oneof" }
            try types.claim(type, for: oneof.fullName, at: oneof.position)
            oneofTypes[oneof.fullName] = type
        }
    }

    private mutating func add(_ enumeration: EnumSchema, named name: String, inside outer: String) throws(SchemaError) {
        names[enumeration.fullName] = name
        paths[enumeration.fullName] = outer + name
        var cases = NameScope(subject: enumeration.fullName, help: "rename one of the two values")
        for value in enumeration.values {
            let name = ReservedWords.member(EnumCaseName.of(value.name, in: enumeration.name))
            if let alias = value.aliasOf, names["\(enumeration.fullName).\(alias)"] == name {
                names[value.fullName] = name
                continue
            }
            try cases.claim(name, for: value.fullName, at: value.position)
            names[value.fullName] = name
        }
    }

    private mutating func add(_ service: ServiceSchema, prefix: String) throws(SchemaError) {
        let name = prefix + CaseConversion.upperCamel(service.name)
        names[service.fullName] = name
        for type in ServiceNames(name).all {
            try module.claim(type, for: service.fullName, at: service.position)
        }
        var methods = NameScope(subject: service.fullName, help: "rename one of the two methods")
        for method in service.methods {
            let name = ReservedWords.method(CaseConversion.lowerCamel(method.name))
            try methods.claim(name, for: method.fullName, at: method.position)
            names[method.fullName] = name
        }
    }
}
