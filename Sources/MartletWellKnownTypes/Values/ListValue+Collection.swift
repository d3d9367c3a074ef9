/// JSON arrays as Swift literals and collections: `let list: ListValue = [1, "two", nil]`.
extension ListValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral values: Value...) { self.init(values: values) }
}

extension ListValue: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
    public var startIndex: Int { values.startIndex }
    public var endIndex: Int { values.endIndex }

    public subscript(index: Int) -> Value {
        get { values[index] }
        set { values[index] = newValue }
    }

    public mutating func replaceSubrange(_ range: Range<Int>, with values: some Collection<Value>) {
        self.values.replaceSubrange(range, with: values)
    }
}
