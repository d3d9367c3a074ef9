// `import Martlet` is all that a service writes: messages, addresses and certificates come along.
@_exported public import MartletEventLoop
@_exported public import MartletProtobuf
@_exported public import MartletTLS
