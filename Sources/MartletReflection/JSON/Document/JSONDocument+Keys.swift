extension JSONDocument {
    /// Up to this many keys are compared with one another, which needs no memory.
    private static let fewKeys = 8

    /// Fails at the first key that its object has twice.
    func checkKeys() throws(JSONFailure) {
        for index in nodes.indices where nodes[index].kind == .object {
            if let key = firstDuplicateKey(of: index) {
                throw JSONFailure(.duplicateKey(quotedName(string(key))), at: nodes[key].offset)
            }
        }
    }

    private func firstDuplicateKey(of object: Int) -> Int? {
        var count = 0
        var isAnyEscaped = false
        for key in children(of: object) {
            count += 1
            if nodes[key].isEscaped { isAnyEscaped = true }
        }
        if count < 2 { return nil }
        return count <= Self.fewKeys && !isAnyEscaped ? duplicateOfFew(object) : duplicateOfMany(object, count)
    }

    private func duplicateOfFew(_ object: Int) -> Int? {
        for key in children(of: object) {
            for earlier in children(of: object) {
                if earlier == key { break }
                if isSame(nodes[earlier].range, nodes[key].range) { return key }
            }
        }
        return nil
    }

    private func isSame(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.count == second.count && bytes[first].elementsEqual(bytes[second])
    }

    /// Bytes, not strings: to Swift two strings are equal when Unicode calls them equivalent, to protobuf they are
    /// different keys.
    private func duplicateOfMany(_ object: Int, _ count: Int) -> Int? {
        var seen = Set<ArraySlice<UInt8>>(minimumCapacity: count)
        return children(of: object).first { !seen.insert(content($0)).inserted }
    }
}
