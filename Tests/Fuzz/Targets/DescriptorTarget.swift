internal import MartletProtobuf
internal import MartletReflection

/// Bytes as a set of schemas.
enum DescriptorTarget {
    static func take(_ input: [UInt8]) throws(BrokenPromise) {
        let pool: DescriptorPool
        do throws(DescriptorError) {
            pool = try DescriptorPool(fileDescriptorSet: input)
        } catch {
            guard !error.description.isEmpty else { throw BrokenPromise("an error says nothing") }
            return
        }
        for file in pool.files {
            _ = file.options
            file.messages.forEach(visit)
            file.enums.forEach(visit)
            file.extensions.forEach(visit)
            file.services.forEach(visit)
        }
        do throws(DescriptorError) {
            _ = try DescriptorPool(files: pool.files.map(\.proto))
        } catch {
            throw BrokenPromise("files are refused that were taken before: \(error)")
        }
    }

    private static func visit(_ message: MessageDescriptor) {
        var value = DynamicMessage(message)
        for field in message.fieldsInNumberOrder {
            visit(field)
            try? value.set(field, to: value.value(of: field))
        }
        _ = try? value.encoded(options: EncodingOptions(deterministic: true))
        _ = try? value.jsonBytes()
        _ = message.options
        for oneof in message.oneofs { _ = (oneof.fields, oneof.options, oneof.isSynthetic) }
        message.nestedExtensions.forEach(visit)
        message.nestedEnums.forEach(visit)
        message.nestedMessages.forEach(visit)
    }

    private static func visit(_ field: FieldDescriptor) {
        _ = (field.defaultValue, field.messageType, field.enumType, field.mapKey, field.mapValue, field.options)
        _ = (field.jsonName, field.isPacked, field.isGroupLike, field.containingMessage, field.realContainingOneof)
    }

    private static func visit(_ enumeration: EnumDescriptor) {
        _ = enumeration.options
        for value in enumeration.values { _ = (value.fullName, value.isAlias, value.options) }
        _ = enumeration.value(number: enumeration.defaultNumber)
    }

    private static func visit(_ service: ServiceDescriptor) {
        _ = service.options
        for method in service.methods { _ = (method.input, method.output, method.path, method.options) }
    }
}
