// `import Martlet` is all that a service writes: messages, addresses, certificates and algorithms come along.
@_exported public import MartletCompression
@_exported public import MartletEventLoop
@_exported public import MartletProtobuf
@_exported public import MartletTLS
