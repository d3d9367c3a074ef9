extension Message {
    /// The message on one line, much as in protobuf's text format: `id: 7 items { sku: "A" } status: PAID`.
    ///
    /// For people, not for programs: fields that the schema marks with `debug_redact` show as `[REDACTED]`,
    /// unknown fields only as their number, and what exceeds 4 KiB is cut off with an ellipsis.
    public var description: String {
        let options = EncodingOptions(allowPartial: true)
        guard let bytes = try? encoded(options: options) else { return "(a message longer than 2 GiB)" }
        var printer = TextPrinter(limit: 4096)
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            printer.print(start, count: buffer.count, Self._pbFields)
        }
        return printer.text
    }
}
