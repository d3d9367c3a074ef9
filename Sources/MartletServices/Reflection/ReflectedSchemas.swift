import MartletProtobuf
import MartletReflection

/// The files that a server tells of: those that it was given and all that they import, encoded once.
struct ReflectedSchemas: Sendable {
    /// Holds nothing else, so that nothing else is told.
    private let pool = DescriptorPool()
    private var encodedFiles: [String: Bytes] = [:]

    /// A file that this program carries but that could not be read is left out: see `FileDescriptor.loadError`.
    init(_ files: [FileDescriptor]) {
        var waiting = files
        var protos: [FileDescriptorProto] = []
        while let file = waiting.popLast() {
            guard encodedFiles[file.name] == nil, file.loadError == nil, let bytes = try? file.proto.encoded() else {
                continue
            }
            encodedFiles[file.name] = Bytes(bytes)
            protos.append(file.proto)
            waiting += file.dependencies
        }
        _ = try? pool.add(protos)  // they stood together in a pool already
    }

    func file(named name: String) -> FileDescriptor? { pool.file(named: name) }

    func file(declaring symbol: String) -> FileDescriptor? { pool.descriptor(named: symbol)?.file }

    func file(extending type: String, number: Int) -> FileDescriptor? {
        pool.message(named: type).flatMap { pool.extension(of: $0, number: number) }?.file
    }

    func extensionNumbers(of type: String) -> [Int]? {
        pool.message(named: type).map { pool.extensionNumbers(of: $0) }
    }

    /// A file, and what it imports of what was not sent before. The file itself is there each time: it was asked for.
    func encoded(_ file: FileDescriptor, _ sent: inout Set<String>) -> [Bytes] {
        sent.insert(file.name)
        var files = [file]
        var next = 0
        while next < files.count {
            files += files[next].dependencies.filter { sent.insert($0.name).inserted }
            next += 1
        }
        return files.compactMap { encodedFiles[$0.name] }
    }
}
