/// JSON values as Swift literals: `let value: Value = ["name": "Ada", "tags": ["a", nil], "age": 36]`.
extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    /// JSON's `null`.
    public init(nilLiteral: ()) { self.init(kind: .nullValue(.nullValue)) }
    public init(booleanLiteral value: Bool) { self.init(value) }
    public init(stringLiteral value: String) { self.init(value) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// The nearest `Double`, which is exact up to 2^53.
    public init(integerLiteral value: Int64) { self.init(Double(value)) }
    public init(floatLiteral value: Double) { self.init(value) }
}

extension Value: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral values: Value...) { self.init(ListValue(values: values)) }

    /// An object; the last value of a key wins.
    public init(dictionaryLiteral fields: (String, Value)...) { self.init(Struct(pairs: fields)) }
}

extension Value {
    /// JSON's `null`.
    public static let null = Value(kind: .nullValue(.nullValue))

    public init(_ value: Bool) { self.init(kind: .boolValue(value)) }
    public init(_ value: Double) { self.init(kind: .numberValue(value)) }
    public init(_ value: String) { self.init(kind: .stringValue(value)) }
    public init(_ value: Struct) { self.init(kind: .structValue(value)) }
    public init(_ value: ListValue) { self.init(kind: .listValue(value)) }

    /// Whether this is JSON's `null`, and not merely unset.
    public var isNull: Bool {
        if case .nullValue? = kind { true } else { false }
    }

    /// The field of an object; nil when this is no object or has no such field. Setting one makes this an object,
    /// setting nil removes it.
    public subscript(key: String) -> Value? {
        get { structValue?[key] }
        set {
            var object = structValue ?? Struct()
            // Let go of first: held twice, the dictionary would be copied.
            kind = nil
            object[key] = newValue
            kind = .structValue(object)
        }
    }

    /// The element of a list; nil when this is no list or ends before it.
    public subscript(index: Int) -> Value? {
        guard let list = listValue, list.values.indices.contains(index) else { return nil }
        return list.values[index]
    }
}
