internal import MartletProtobuf
internal import MartletReflection

extension HostileInput {
    static let descriptors = [
        schema("fields") { file, number in
            file.messageType[0].field.append(.numbered(number))
        },
        schema("fields of one name") { file, number in
            file.messageType[0].field.append(.numbered(number, named: "same"))
        },
        schema("messages") { file, number in
            file.messageType.append(DescriptorProto(name: "N\(number)"))
        },
        schema("messages in a message") { file, number in
            file.messageType[0].nestedType.append(DescriptorProto(name: "N\(number)"))
        },
        schema("fields of a message type that has to be looked for") { file, number in
            file.messageType[0].field.append(.numbered(number, of: "M"))
        },
        schema("a type with a long name that nobody has") { file, _ in
            let name = file.messageType[0].field.first?.typeName ?? "a"
            file.messageType[0].field = [.numbered(1, of: name + ".a.a.a.a.a.a.a.a")]
        },
        schema("enum values") { file, number in
            if file.enumType.isEmpty { file.enumType = [EnumDescriptorProto(name: "E")] }
            file.enumType[0].value.append(EnumValueDescriptorProto(name: "V\(number)", number: Int32(number - 1)))
        },
        schema("extension ranges") { file, number in
            let start = Int32(number * 2)
            file.messageType[0].extensionRange.append(DescriptorProto.ExtensionRange(start: start, end: start + 1))
        },
        schema("oneofs") { file, number in
            file.messageType[0].oneofDecl.append(OneofDescriptorProto(name: "o\(number)"))
            var field = FieldDescriptorProto.numbered(number)
            field.oneofIndex = Int32(number - 1)
            file.messageType[0].field.append(field)
        },
        schema("services") { file, number in
            let method = MethodDescriptorProto(name: "Do", inputType: ".M", outputType: ".M")
            file.service.append(ServiceDescriptorProto(name: "S\(number)", method: [method]))
        },
        HostileInput(.descriptors, "files that import the one before publicly") { count in
            set(count) { number in
                FileDescriptorProto(
                    name: "\(number)", dependency: number > 1 ? ["\(number - 1)"] : [],
                    publicDependency: number > 1 ? [0] : [])
            }
        },
        HostileInput(.descriptors, "files") { count in
            set(count) { FileDescriptorProto(name: "\($0)", messageType: [DescriptorProto(name: "M\($0)")]) }
        },
        HostileInput(.descriptors, "messages inside one another") { count in
            var message = DescriptorProto(name: "M")
            while (try? message.encoded().count) ?? count < min(count, 600) {
                message = DescriptorProto(name: "M", nestedType: [message])
            }
            let file = FileDescriptorProto(name: "f", messageType: [message])
            return (try? FileDescriptorSet(file: [file]).encoded()) ?? []
        },
    ]

    /// One file with a message M, which `grow` adds to until it is large enough.
    private static func schema(
        _ name: String, _ grow: @escaping @Sendable (inout FileDescriptorProto, Int) -> Void
    ) -> HostileInput {
        HostileInput(.descriptors, name) { count in
            var file = FileDescriptorProto(name: "f", messageType: [DescriptorProto(name: "M")])
            grow(&file, 1)
            let first = size(file)
            grow(&file, 2)
            let step = max(size(file) - first, 1)
            for number in 3...max(3, min(count / step, 500_000)) { grow(&file, number) }
            return (try? FileDescriptorSet(file: [file]).encoded()) ?? []
        }
    }

    private static func size(_ file: FileDescriptorProto) -> Int { (try? file.encoded().count) ?? 0 }

    private static func set(_ count: Int, _ file: (Int) -> FileDescriptorProto) -> [UInt8] {
        var bytes: [UInt8] = []
        var number = 1
        while bytes.count < count {
            bytes += (try? FileDescriptorSet(file: [file(number)]).encoded()) ?? []
            number += 1
        }
        return bytes
    }
}

extension FieldDescriptorProto {
    fileprivate static func numbered(_ number: Int, named name: String? = nil, of type: String? = nil) -> Self {
        FieldDescriptorProto(
            name: name ?? "f\(number)", number: Int32(number), label: .optional,
            type: type == nil ? .int32 : .message, typeName: type)
    }
}
