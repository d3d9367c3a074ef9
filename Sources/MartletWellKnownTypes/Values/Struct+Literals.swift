/// JSON objects as Swift literals: `let object: Struct = ["name": "Ada", "age": 36]`.
extension Struct: ExpressibleByDictionaryLiteral {
    /// The last value of a key wins.
    public init(dictionaryLiteral fields: (String, Value)...) { self.init(pairs: fields) }

    init(pairs: [(String, Value)]) {
        self.init(fields: Dictionary(pairs) { _, last in last })
    }
}

extension Struct {
    /// A field; nil when there is none. Setting nil removes it; JSON's `null` is ``Value/null``.
    public subscript(key: String) -> Value? {
        get { fields[key] }
        set { fields[key] = newValue }
    }
}
