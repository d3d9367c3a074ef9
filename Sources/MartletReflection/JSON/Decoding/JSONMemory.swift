/// Counts the memory of what is made of one text, so that few bytes can't become many.
final class JSONMemory {
    private let limit: Int
    private var used = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// - Parameter offset: Where in the text the element is.
    func charge<Element>(_: Element.Type, at offset: Int) throws(JSONFailure) {
        used += MemoryLayout<Element>.stride
        if used > limit { throw JSONFailure(.elementMemoryExceeded(limit: limit), at: offset) }
    }
}
