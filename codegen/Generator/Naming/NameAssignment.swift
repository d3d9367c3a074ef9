internal import MartletSchema

/// Walks a schema and gives out names, scope by scope: first those of all types, then those of their members,
/// because a oneof's enum must not hide a type that stands further out.
struct NameAssignment {
    /// Full name in the schema to name in its Swift scope.
    private(set) var names: [String: String] = [:]
    /// Full name of a type to its path from the module's scope.
    private(set) var paths: [String: String] = [:]
    /// Full name of a oneof to the name of its enum.
    private(set) var oneofTypes: [String: String] = [:]
    /// Full name of a field with a default to the names of what stands for it.
    private(set) var defaults: [String: DefaultNames] = [:]
    /// Full name of an extended message to the names of the extensions declared at the top level of files.
    private var extensions: [String: NameScope] = [:]
    /// Full name of a message to the types nested in it, oneofs' enums included.
    private var nested: [String: NameScope] = [:]
    /// Full name of a type that is generated elsewhere to its module.
    private var homes: [String: String] = [:]
    private let moduleName: String?
    /// Names that the user chose, by full names in the schema.
    private let chosen: [String: String]
    private var module = NameScope(
        subject: "the module", help: "rename one, or set option swift_prefix in one of the files")

    /// - Parameters:
    ///   - module: The Swift module that all is named for; nil when unknown.
    ///   - modules: Swift modules of the files that are generated elsewhere.
    ///   - chosen: Names that the user chose, by full names in the schema.
    init(
        _ schema: Schema, module: String?, modules: [String: String], chosen: [String: String]
    ) throws(SchemaError) {
        moduleName = module
        self.chosen = chosen
        let local = schema.linkedFiles.filter { modules[$0.path] == nil }
        // Services may be generated apart from the messages of their file.
        let served = schema.linkedFiles.filter { modules[$0.path] == nil || schema.generatedPaths.contains($0.path) }
        for file in local { try addTypes(of: file) }
        for file in served { try addServices(of: file) }
        let imported = schema.linkedFiles.filter { modules[$0.path] != nil }
        var visible = self.module.names
        for file in imported {
            for type in file.messages.map(\.fullName) + file.enums.map(\.fullName) {
                visible.insert(topLevelName(type, in: file))
            }
        }
        for file in imported {
            if let module = modules[file.path] { try addImportedTypes(of: file, from: module, hiding: visible) }
        }
        for file in local { try addMembers(of: file) }
        for service in served.flatMap(\.services) { try addMethods(of: service) }
    }

    private mutating func addTypes(of file: FileSchema) throws(SchemaError) {
        for message in file.messages {
            let name = topLevelName(message.fullName, in: file)
            try module.claim(name, for: message.fullName, at: message.position)
            try addType(message, named: name, inside: "")
        }
        for enumeration in file.enums {
            let name = topLevelName(enumeration.fullName, in: file)
            try module.claim(name, for: enumeration.fullName, at: enumeration.position)
            addType(enumeration, named: name, inside: "")
        }
    }

    private mutating func addServices(of file: FileSchema) throws(SchemaError) {
        for service in file.services {
            let name = chosen[service.fullName] ?? (file.swiftPrefix ?? "") + CaseConversion.upperCamel(service.name)
            names[service.fullName] = name
            for type in ServiceNames(name).all {
                try module.claim(type, for: service.fullName, at: service.position)
            }
        }
    }

    /// The Swift name of a message or enum that lies in no other.
    private func topLevelName(_ fullName: String, in file: FileSchema) -> String {
        if let name = chosen[fullName] { return ReservedWords.type(name) }
        if let name = WellKnownTypes.swiftName(of: fullName) { return name }
        let name = fullName.dropFirst(file.package.isEmpty ? 0 : file.package.count + 1)
        return ReservedWords.type((file.swiftPrefix ?? "") + CaseConversion.upperCamel(String(name)))
    }

    /// The Swift name of a type that lies in a message.
    private func nestedName(_ fullName: String) -> String {
        let name = fullName.split(separator: ".").last.map(String.init) ?? fullName
        return ReservedWords.type(chosen[fullName] ?? CaseConversion.upperCamel(name))
    }

    private mutating func addType(
        _ message: MessageSchema, named name: String, inside outer: String
    ) throws(SchemaError) {
        names[message.fullName] = name
        let path = outer + name
        paths[message.fullName] = path
        var scope = NameScope(subject: message.fullName, help: "rename one of the two")
        for nested in message.messages {
            let name = nestedName(nested.fullName)
            try scope.claim(name, for: nested.fullName, at: nested.position)
            try addType(nested, named: name, inside: path + ".")
        }
        for nested in message.enums {
            let name = nestedName(nested.fullName)
            try scope.claim(name, for: nested.fullName, at: nested.position)
            addType(nested, named: name, inside: path + ".")
        }
        nested[message.fullName] = scope
    }

    private mutating func addType(_ enumeration: EnumSchema, named name: String, inside outer: String) {
        names[enumeration.fullName] = name
        paths[enumeration.fullName] = outer + name
    }

    /// Types of other modules are spelled with the module: two modules may have types of one name, and the runtime's
    /// modules are among them. Only where a type has the module's name, and would be found in its place, are they not.
    private mutating func addImportedTypes(
        of file: FileSchema, from module: String, hiding names: Set<String>
    ) throws(SchemaError) {
        let prefix = names.contains(module) ? "" : module + "."
        for message in file.messages {
            addImported(message, named: topLevelName(message.fullName, in: file), inside: prefix, module)
        }
        for enumeration in file.enums {
            paths[enumeration.fullName] = prefix + topLevelName(enumeration.fullName, in: file)
            homes[enumeration.fullName] = module
        }
        for enumeration in file.allEnums { try addValues(of: enumeration) }
    }

    private mutating func addImported(
        _ message: MessageSchema, named name: String, inside outer: String, _ module: String
    ) {
        paths[message.fullName] = outer + name
        homes[message.fullName] = module
        let inner = outer + name + "."
        for nested in message.messages {
            addImported(nested, named: nestedName(nested.fullName), inside: inner, module)
        }
        for nested in message.enums {
            paths[nested.fullName] = inner + nestedName(nested.fullName)
            homes[nested.fullName] = module
        }
    }

    private mutating func addMembers(of file: FileSchema) throws(SchemaError) {
        for message in file.messages { try addMembers(of: message, inside: [module]) }
        for enumeration in file.enums { try addValues(of: enumeration) }
        for field in file.extensions {
            var scope =
                extensions[field.extendee]
                ?? NameScope(
                    subject: "the extensions of \(field.extendee)",
                    help: "rename one, declare it inside a message, or set option swift_prefix in one of the files")
            let prefix = file.swiftPrefix.map { $0 + "_" } ?? ""
            try addExtension(field, named: prefix + field.field.name, in: &scope)
            extensions[field.extendee] = scope
        }
    }

    private mutating func addExtension(
        _ declared: ExtensionSchema, named name: String, in scope: inout NameScope
    ) throws(SchemaError) {
        let name = ReservedWords.extensionField(
            chosen[declared.field.fullName] ?? CaseConversion.lowerCamel(name))
        try scope.claim(name, for: declared.field.fullName, at: declared.field.position)
        names[declared.field.fullName] = name
    }

    /// - Parameter outer: The enclosing scopes of types.
    private mutating func addMembers(of message: MessageSchema, inside outer: [NameScope]) throws(SchemaError) {
        var members = NameScope(subject: message.fullName, help: "rename one of the two fields")
        for field in message.fields {
            let camel = chosen[field.fullName] ?? CaseConversion.lowerCamel(field.name)
            let name = field.oneof == nil ? ReservedWords.property(camel) : ReservedWords.oneofMember(camel)
            try members.claim(name, for: field.fullName, at: field.position)
            names[field.fullName] = name
        }
        var types = nested[message.fullName] ?? NameScope(subject: message.fullName, help: "")
        let scopes = outer + [types]
        for oneof in message.oneofs {
            let property = ReservedWords.property(chosen[oneof.fullName] ?? CaseConversion.lowerCamel(oneof.name))
            try members.claim(property, for: oneof.fullName, at: oneof.position)
            names[oneof.fullName] = property
            let name = CaseConversion.upperCamel(chosen[oneof.fullName] ?? oneof.name)
            let isTaken = scopes.contains { $0.contains(name) }
            let type = isTaken ? name + "Oneof" : ReservedWords.type(name)
            try types.claim(type, for: oneof.fullName, at: oneof.position)
            oneofTypes[oneof.fullName] = type
        }
        var statics = NameScope(subject: message.fullName, help: "rename one of the two")
        for field in message.fields where field.defaultValue != nil {
            let names = DefaultNames(for: names[field.fullName] ?? field.name, besides: members.names)
            try members.claim(names.property, for: field.fullName, at: field.position)
            try statics.claim(names.constant, for: field.fullName, at: field.position)
            defaults[field.fullName] = names
        }
        for field in message.extensions {
            try addExtension(field, named: field.field.name, in: &statics)
        }
        let hidden = HiddenTypes(paths: paths, homes: homes, module: moduleName)
        for (type, path) in try hidden.found(in: message, nested: types.names) {
            paths[type] = path
        }
        for nested in message.messages { try addMembers(of: nested, inside: scopes) }
        for nested in message.enums { try addValues(of: nested) }
    }

    private mutating func addValues(of enumeration: EnumSchema) throws(SchemaError) {
        var cases = NameScope(subject: enumeration.fullName, help: "rename one of the two values")
        var numbers: [String: Int32] = [:]
        for value in enumeration.values {
            let name = ReservedWords.enumCase(
                chosen[value.fullName] ?? EnumCaseName.of(value.name, in: enumeration.name))
            names[value.fullName] = name
            // Names of one number may differ in their prefix or in capitals alone; in Swift they are then one.
            if numbers[name] == value.number { continue }
            numbers[name] = value.number
            try cases.claim(name, for: value.fullName, at: value.position)
        }
    }

    private mutating func addMethods(of service: ServiceSchema) throws(SchemaError) {
        var methods = NameScope(subject: service.fullName, help: "rename one of the two methods")
        for method in service.methods {
            let name = ReservedWords.method(chosen[method.fullName] ?? CaseConversion.lowerCamel(method.name))
            try methods.claim(name, for: method.fullName, at: method.position)
            names[method.fullName] = name
        }
    }
}
