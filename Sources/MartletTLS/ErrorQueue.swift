import COpenSSL

/// OpenSSL's list of what went wrong on this thread. It outlives the call that filled it, so it is emptied before each
/// operation whose outcome is looked for in it, and read to its end after each failure.
enum ErrorQueue {
    /// One failure, oldest first.
    struct Entry {
        let code: UInt
        let text: String

        /// True for this reason of OpenSSL's SSL library.
        func isSSL(_ reason: Int32) -> Bool {
            martlet_error_is_ssl(code) != 0 && martlet_error_reason(code) == reason
        }
    }

    /// Looks first: clearing costs as much for sixteen empty entries as for full ones.
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Empties the queue.
    static func drain() -> [Entry] {
        var entries: [Entry] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
            if code == 0 { return entries }
            entries.append(Entry(code: code, text: text(code, flags & ERR_TXT_STRING != 0 ? data : nil)))
        }
    }

    private static func text(_ code: UInt, _ data: UnsafePointer<CChar>?) -> String {
        let reason = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
        guard let data, data.pointee != 0 else { return reason }
        return "\(reason): \(String(cString: data))"
    }
}

extension [ErrorQueue.Entry] {
    /// All reasons in one line, or `fallback` when OpenSSL gave none.
    func reason(or fallback: String) -> String {
        isEmpty ? fallback : map(\.text).joined(separator: "; ")
    }
}
