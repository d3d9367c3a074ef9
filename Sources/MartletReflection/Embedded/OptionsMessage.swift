internal import MartletProtobuf

/// Options as a dynamic message. Its type is that of the file's own pool, where the schema imports descriptor.proto:
/// that is where extensions of it, custom options, are.
func optionsMessage(_ name: String, _ options: (some Message)?, _ store: FileStore) -> DynamicMessage {
    let pool = store.pool
    let descriptor = pool?.message(named: name) ?? _pbFile_google_protobuf_descriptor.message(named: name)
    guard let bytes = try? options?.encoded(options: EncodingOptions(allowPartial: true)) else {
        return DynamicMessage(descriptor)
    }
    let partial = DecodingOptions(allowPartial: true)
    if let message = try? DynamicMessage(decoding: bytes, as: descriptor, options: partial, pool: pool) {
        return message
    }
    // An option's value that is not what its extension says stays among the unknown fields.
    return (try? DynamicMessage(decoding: bytes, as: descriptor, options: partial, pool: DescriptorPool()))
        ?? DynamicMessage(descriptor)
}
