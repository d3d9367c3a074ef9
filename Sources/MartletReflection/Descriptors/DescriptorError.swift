/// A file's descriptor that cannot be used: it contradicts itself, or what the pool holds already.
public struct DescriptorError: Error, Hashable, Sendable {
    /// What is wrong with a declaration.
    public enum Reason: Hashable, Sendable {
        /// The bytes are not a descriptor.
        case undecodable(String)
        /// The file imports another one that the pool does not have.
        case missingImport(String)
        /// The file imports itself, by way of others.
        case circularImport
        /// The pool has a file of this name already, and it says something else.
        case duplicateFile
        /// The name is declared a second time; the first declaration stands in the named file.
        case duplicateSymbol(in: String)
        /// A type that no file declares.
        case unknownType(String)
        /// A type that is declared in a file which is not imported.
        case notImported(type: String, file: String)
        /// Anything else, in words.
        case invalid(String)
    }

    /// The file, as import lines spell it.
    public var file: String
    /// Full name of the declaration; empty when it is the whole file.
    public var symbol: String
    public var reason: Reason

    public init(file: String, symbol: String = "", reason: Reason) {
        self.file = file
        self.symbol = symbol
        self.reason = reason
    }
}

extension DescriptorError: CustomStringConvertible {
    /// One line, such as `shop/v1/order.proto: shop.v1.Order.customer: unknown type shop.v1.Person`.
    public var description: String {
        let problem =
            switch reason {
            case .undecodable(let problem): "not a descriptor: \(problem)"
            case .missingImport(let name): "imports \(name), which the pool does not have"
            case .circularImport: "imports itself"
            case .duplicateFile: "the pool has another file of this name"
            case .duplicateSymbol(let file): "declared in \(file) already"
            case .unknownType(let name): "unknown type \(name)"
            case .notImported(let type, let file): "\(type) is declared in \(file), which is not imported"
            case .invalid(let problem): problem
            }
        return [file, symbol, problem].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
