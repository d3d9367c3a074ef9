import MartletProtobuf
import MartletReflection

/// What a server has sent of its schema so far, within the limits.
struct ReflectedFiles {
    private let limits: ReflectionClient.Limits
    private var files: [String: FileDescriptorProto] = [:]
    private var byteCount = 0
    /// Imports in the order in which they were met; those before `nextImport` are there.
    private var imports: [String] = []
    private var nextImport = 0

    init(limits: ReflectionClient.Limits) { self.limits = limits }

    var all: [FileDescriptorProto] { Array(files.values) }

    func has(_ name: String) -> Bool { files[name] != nil }

    /// A file that another one imports and that has not come; nil when all are there.
    var missingImport: String? {
        mutating get {
            while nextImport < imports.count, has(imports[nextImport]) { nextImport += 1 }
            return nextImport < imports.count ? imports[nextImport] : nil
        }
    }

    /// Takes an answer to the question for `question`.
    mutating func take(
        _ answer: ServerReflectionResponse.MessageResponse, to question: String
    ) throws(ReflectionError) {
        guard case .fileDescriptorResponse(let response) = answer else {
            throw .misplacedAnswer(question: question)
        }
        for bytes in response.fileDescriptorProto {
            byteCount += bytes.count
            guard byteCount <= limits.bytes else {
                throw .tooMuch(what: "bytes of descriptors", limit: limits.bytes, setting: "bytes")
            }
            let file: FileDescriptorProto
            do throws(DecodeError) {
                file = try FileDescriptorProto(decoding: bytes.array)
            } catch {
                throw .undecodable(question: question, reason: "\(error)")
            }
            try add(file)
        }
    }

    mutating func add(_ file: FileDescriptorProto) throws(ReflectionError) {
        guard files.updateValue(file, forKey: file.name ?? "") == nil else { return }
        guard files.count <= limits.files else {
            throw .tooMuch(what: "files", limit: limits.files, setting: "files")
        }
        imports += file.dependency
    }
}
