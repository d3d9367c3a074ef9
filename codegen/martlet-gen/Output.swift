internal import MartletSchema

/// What people read: results on standard output, complaints on standard error.
enum Output {
    static func say(_ text: String) { put(text, on: 1) }

    static func complain(_ text: String) { put(text, on: 2) }

    /// A reader that went away is no reason to fail.
    private static func put(_ text: String, on descriptor: Int32) {
        _ = TextFile.write(Array((text + "\n").utf8), to: descriptor)
    }
}
