/// Brings files into an order in which each comes after those that it imports.
struct ImportOrder {
    private let files: [FileDescriptorProto]
    private var indices: [String: Int] = [:]
    private var result: [FileDescriptorProto] = []
    private var isPlaced: Set<Int> = []
    /// Files on the way to the current one, to find circles.
    private var isOpen: Set<Int> = []

    init(_ files: [FileDescriptorProto]) {
        self.files = files
        for (index, file) in files.enumerated() where indices[file.name ?? ""] == nil {
            indices[file.name ?? ""] = index
        }
    }

    mutating func sorted() throws(DescriptorError) -> [FileDescriptorProto] {
        for index in files.indices { try place(index) }
        return result
    }

    /// Goes down the imports with a list of its own: how long a chain of imports is, a peer decides.
    private mutating func place(_ first: Int) throws(DescriptorError) {
        var way = [(file: first, nextImport: 0)]
        isOpen = [first]
        while let (index, next) = way.last {
            let imports = files[index].dependency
            if isPlaced.contains(index) || next == imports.count {
                if isPlaced.insert(index).inserted { result.append(files[index]) }
                isOpen.remove(index)
                way.removeLast()
                continue
            }
            way[way.count - 1].nextImport += 1
            guard let imported = indices[imports[next]], !isPlaced.contains(imported) else { continue }
            guard isOpen.insert(imported).inserted else {
                throw DescriptorError(file: files[imported].name ?? "", reason: .circularImport)
            }
            way.append((imported, 0))
        }
    }
}
